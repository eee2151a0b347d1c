package dev.portledger.agent.engine;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.portledger.domain.frame.StopFacts.ContainerFacts;
import dev.portledger.domain.holder.Management;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/**
 * What is said to an engine of one of its containers (Docker Engine API 1.24 and later, ContainerInspect and ContainerStop; Podman's is
 * the same). An engine takes the end of a container for one that was asked for, and leaves its restart policy aside, only after a
 * "stop": after a signal alone Podman 4.3 starts it again. A stop ends in a SIGKILL when its time is over, so that it is given one that
 * never is.
 */
public final class EngineControl {

    private static final Duration WITHIN = Duration.ofSeconds(5);
    private static final long MAX_BYTES = 1L << 20;
    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern SIGNAL = Pattern.compile("(SIG)?[A-Z0-9+-]{1,12}");
    private static final String TERM = "SIGTERM";
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final EngineSockets sockets;

    public EngineControl(EngineSockets sockets) {
        this.sockets = sockets;
    }

    /**
     * What its engine says of a container.
     *
     * @param user the user whose own engine may know it, beside root's
     * @return empty when no engine that may be believed knows it or answers
     */
    public Optional<ContainerFacts> inspect(String id, long user) {
        for (EngineSocket socket : believed(user)) {
            try {
                return Optional.of(inspect(socket, id));
            } catch (IOException e) {
                // the next one may know it
            }
        }
        return Optional.empty();
    }

    private static ContainerFacts inspect(EngineSocket socket, String id) throws IOException {
        try (EngineRequest request =
                EngineRequest.get(socket.path(), "/containers/" + checked(id) + "/json", WITHIN, MAX_BYTES)) {
            JsonNode answer = JSON.readTree(request.body());
            if (!answer.path("Id").asText("").equals(id)) {
                throw new IOException("the engine answered for another container");
            }
            JsonNode settings = answer.path("HostConfig");
            Optional<String> policy = Optional.of(
                            settings.path("RestartPolicy").path("Name").asText(""))
                    .map(name -> name.isEmpty() ? "no" : name)
                    .filter(name -> name.length() < 40);
            return new ContainerFacts(
                    id,
                    signal(answer.path("Config").path("StopSignal")),
                    policy,
                    settings.path("AutoRemove").asBoolean(false));
        } catch (JacksonException e) {
            throw new IOException("the engine's answer is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** Podman tells the number, 15 for SIGTERM. */
    private static String signal(JsonNode stopSignal) {
        String text = stopSignal.asText("");
        return text.isEmpty()
                        || text.equals("15")
                        || text.equals("0")
                        || !SIGNAL.matcher(text).matches()
                ? TERM
                : text;
    }

    /**
     * Stops a container and waits until the engine says that it has ended.
     *
     * @param kill whether it is killed at once; else it gets its stop signal, and no other, however long it takes
     * @param within so long is waited
     * @param onSent is run when the request has gone out
     * @return false when it has not ended by then; the engine goes on waiting
     * @throws IOException when no engine took the request; the message says why
     */
    public boolean stop(Management.Container container, long user, boolean kill, Duration within, Runnable onSent)
            throws IOException {
        String target =
                "/containers/" + checked(container.id()) + "/stop?t=" + (kill ? 0 : endless(container.runtime()));
        AtomicBoolean sent = new AtomicBoolean();
        String trouble = "there is no socket of an engine to ask";
        for (EngineSocket socket : believed(user)) {
            sent.set(false);
            try (EngineRequest request = EngineRequest.post(socket.path(), target, within, MAX_BYTES, () -> {
                sent.set(true);
                onSent.run();
            })) {
                request.body().readAllBytes();
                return true;
            } catch (InterruptedIOException e) {
                if (sent.get()) {
                    return false;
                }
                trouble = socket.path() + ": " + e.getMessage();
            } catch (IOException e) {
                trouble = socket.path() + ": " + e.getMessage();
            }
        }
        throw new IOException(trouble);
    }

    /** Docker waits for ever if the seconds are negative; Podman, which counts them unsigned, for 68 years. */
    private static int endless(String runtime) {
        return runtime.equals("docker") ? -1 : Integer.MAX_VALUE;
    }

    private List<EngineSocket> believed(long user) {
        return sockets.now().stream()
                .filter(socket -> socket.speaksForRoot() || socket.owner() == user)
                .toList();
    }

    private static String checked(String id) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("not the id of a container");
        }
        return id;
    }
}
