package dev.portledger.agent.cli;

import dev.portledger.agent.uplink.TrustFile;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Something {@code doctor} has tried.
 *
 * @param detail what was found, or what to do
 */
record Check(String name, boolean passed, String detail) {

    private static final Duration WITHIN = Duration.ofSeconds(5);
    private static final long MEGABYTE = 1 << 20;

    static List<Check> all(AgentSettings settings) {
        return List.of(stateFolder(settings), server(settings));
    }

    private static Check stateFolder(AgentSettings settings) {
        Path folder = settings.stateDir();
        if (!Files.exists(folder)) {
            return missing(folder);
        }
        if (!Files.isDirectory(folder)) {
            return new Check("state", false, folder + " is not a folder (state-dir)");
        }
        try {
            Path probe = Files.createTempFile(folder, "doctor", ".probe");
            Files.write(probe, new byte[4096]);
            Files.delete(probe);
            long free = Files.getFileStore(folder).getUsableSpace();
            String room = folder + " can be written, " + free / MEGABYTE + " MiB free";
            return free < settings.outboxMaxBytes()
                    ? new Check("state", false, room + ": less than the outbox may need (outbox.max-bytes)")
                    : new Check("state", true, room);
        } catch (IOException e) {
            return new Check(
                    "state",
                    false,
                    folder + " cannot be written (" + FailureText.of(e)
                            + "): frames are kept in memory only, and no stop is carried out");
        }
    }

    private static Check missing(Path folder) {
        Path above = folder;
        while (above.getParent() != null && !Files.exists(above)) {
            above = above.getParent();
        }
        return Files.isDirectory(above) && Files.isWritable(above)
                ? new Check("state", true, folder + " is made at the first run")
                : new Check("state", false, folder + " cannot be made in " + above + " (state-dir)");
    }

    private static Check server(AgentSettings settings) {
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(WITHIN);
        if (settings.caFile().isPresent()) {
            try {
                builder.sslContext(TrustFile.read(settings.caFile().get()));
            } catch (IOException e) {
                return new Check("server", false, "the agent will not run: " + e.getMessage() + " (tls.ca-file)");
            }
        }
        try (HttpClient client = builder.build()) {
            HttpRequest request = HttpRequest.newBuilder(settings.server().resolve("/q/health/live"))
                    .timeout(WITHIN)
                    .build();
            int status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            return new Check("server", status == 200, settings.server() + " answers with HTTP status " + status);
        } catch (IOException e) {
            return new Check(
                    "server",
                    false,
                    settings.server() + " cannot be reached (" + FailureText.of(e)
                            + "); the agent goes on watching and keeps what it sees");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Check("server", false, "interrupted");
        }
    }
}
