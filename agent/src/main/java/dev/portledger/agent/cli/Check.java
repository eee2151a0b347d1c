package dev.portledger.agent.cli;

import dev.portledger.agent.uplink.EnrolmentNote;
import dev.portledger.agent.uplink.TrustFile;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Something {@code doctor} has tried.
 *
 * @param detail what was found, or what to do
 */
record Check(String name, Verdict verdict, String detail) {

    enum Verdict {
        OK,
        PROBLEM,
        /** This user cannot find out. */
        UNKNOWN;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Duration WITHIN = Duration.ofSeconds(5);
    private static final long MEGABYTE = 1 << 20;

    static List<Check> all(AgentSettings settings) {
        return List.of(stateFolder(settings), enrolment(settings), server(settings));
    }

    private static Check stateFolder(AgentSettings settings) {
        Path folder = settings.stateDir();
        if (!Files.exists(folder)) {
            return missing(folder);
        }
        if (!Files.isDirectory(folder)) {
            return new Check("state", Verdict.PROBLEM, folder + " is not a folder (state-dir)");
        }
        try {
            Path probe = Files.createTempFile(folder, "doctor", ".probe");
            Files.write(probe, new byte[4096]);
            Files.delete(probe);
            long free = Files.getFileStore(folder).getUsableSpace();
            String room = folder + " can be written, " + free / MEGABYTE + " MiB free";
            return free < settings.outboxMaxBytes()
                    ? new Check("state", Verdict.PROBLEM, room + ": less than the outbox may need (outbox.max-bytes)")
                    : new Check("state", Verdict.OK, room);
        } catch (IOException e) {
            return new Check(
                    "state",
                    Verdict.PROBLEM,
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
                ? new Check("state", Verdict.OK, folder + " is made at the first run")
                : new Check("state", Verdict.PROBLEM, folder + " cannot be made in " + above + " (state-dir)");
    }

    private static Check enrolment(AgentSettings settings) {
        Path folder = settings.stateDir();
        try {
            return EnrolmentNote.read(folder)
                    .map(note -> new Check(
                            "enrolment",
                            note.server().equals(settings.server()) ? Verdict.OK : Verdict.PROBLEM,
                            "known to " + note.server() + " since " + note.since()
                                    + (note.server().equals(settings.server())
                                            ? ""
                                            : ", but not to " + settings.server())))
                    .orElseGet(
                            () -> new Check(
                                    "enrolment",
                                    Verdict.PROBLEM,
                                    "no server knows this host: get an enrolment token from whoever runs the server, and run"
                                            + " portledger enrol --server URL --token-file FILE; what is seen is kept meanwhile"));
        } catch (IOException e) {
            return new Check("enrolment", Verdict.UNKNOWN, folder + " can only be read by root");
        }
    }

    private static Check server(AgentSettings settings) {
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(WITHIN);
        if (settings.caFile().isPresent()) {
            try {
                builder.sslContext(TrustFile.read(settings.caFile().get()));
            } catch (IOException e) {
                return new Check(
                        "server", Verdict.PROBLEM, "the agent will not run: " + e.getMessage() + " (tls.ca-file)");
            }
        }
        try (HttpClient client = builder.build()) {
            HttpRequest request = HttpRequest.newBuilder(settings.server().resolve("/q/health/live"))
                    .timeout(WITHIN)
                    .build();
            int status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            return new Check(
                    "server",
                    status == 200 ? Verdict.OK : Verdict.PROBLEM,
                    settings.server() + " answers with HTTP status " + status);
        } catch (IOException e) {
            return new Check(
                    "server",
                    Verdict.PROBLEM,
                    settings.server() + " cannot be reached (" + FailureText.of(e)
                            + "); the agent goes on watching and keeps what it sees");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Check("server", Verdict.UNKNOWN, "interrupted");
        }
    }
}
