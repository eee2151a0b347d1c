package dev.portledger.agent.engine;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.portledger.domain.frame.StopFacts.ContainerFacts;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What is said to an engine of one of its containers (Docker Engine API 1.24 and later, ContainerInspect and ContainerKill; Podman's
 * is the same). ContainerStop is not used: it ends in a SIGKILL. A signal that is the container's stop signal makes the engine take
 * the end for one that was asked for, so that no restart policy starts it again.
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
                continue; // the next one may know it
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
     * Sends a signal to a container.
     *
     * @throws IOException when no engine took the request; the message says why
     */
    public void signal(String id, long user, String signal) throws IOException {
        if (!SIGNAL.matcher(signal).matches()) {
            throw new IllegalArgumentException("not a signal");
        }
        String trouble = "there is no socket of an engine to ask";
        for (EngineSocket socket : believed(user)) {
            try (EngineRequest request = EngineRequest.post(
                    socket.path(), "/containers/" + checked(id) + "/kill?signal=" + signal, WITHIN, MAX_BYTES)) {
                request.body().readAllBytes();
                return;
            } catch (IOException e) {
                trouble = socket.path() + ": " + e.getMessage();
            }
        }
        throw new IOException(trouble);
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
