package dev.portledger.bench.server;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/** The built server as a process, and somebody who is signed in there. */
final class ServerProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String PASSWORD = "not a secret either";

    private final Process process;
    private final URI address;
    private final HttpClient client = HttpClient.newHttpClient();
    private String cookie = "";

    private ServerProcess(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /**
     * Starts it and waits until it serves.
     *
     * @param jar {@code quarkus-run.jar}
     * @param work a folder for its log and the password
     */
    static ServerProcess start(Path jar, DurablePostgres postgres, Path work) throws IOException, InterruptedException {
        return start(jar, postgres, work, Map.of());
    }

    /** @param more of its environment */
    static ServerProcess start(Path jar, DurablePostgres postgres, Path work, Map<String, String> more)
            throws IOException, InterruptedException {
        Path password = Files.writeString(work.resolve("password"), PASSWORD);
        int port = freePort();
        ProcessBuilder java = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m", "-jar", jar.toString());
        java.environment().putAll(postgres.environment());
        java.environment().putAll(more);
        java.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
        java.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
        java.environment().put("PORTLEDGER_FIRST_ADMIN_PASSWORD_FILE", password.toString());
        java.redirectErrorStream(true).redirectOutput(work.resolve("server.log").toFile());
        ServerProcess server = new ServerProcess(java.start(), URI.create("http://127.0.0.1:" + port));
        server.awaitReady(work);
        server.signIn();
        return server;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    URI address() {
        return address;
    }

    private void awaitReady(Path work) throws IOException, InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!isReady()) {
            if (!process.isAlive() || System.nanoTime() > until) {
                close();
                throw new IOException("the server did not start:\n" + Files.readString(work.resolve("server.log")));
            }
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
    }

    private boolean isReady() throws InterruptedException {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(address.resolve("/q/health/ready")).build();
            return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        }
    }

    private void signIn() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address.resolve("/api/session"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("j_username=admin&j_password=" + PASSWORD.replace(' ', '+')))
                .build();
        HttpResponse<Void> response = client.send(request, BodyHandlers.discarding());
        cookie = response.headers()
                .firstValue("Set-Cookie")
                .orElseThrow(() -> new IOException("nobody could sign in: " + response.statusCode()))
                .split(";", 2)[0];
    }

    /** Asks for all of them at once, as a page does; returns their bodies when the last one is there. */
    List<String> all(List<String> paths) {
        List<CompletableFuture<String>> answers = paths.stream().map(this::ask).toList();
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private CompletableFuture<String> ask(String path) {
        HttpRequest request = HttpRequest.newBuilder(address.resolve("/api/" + path))
                .header("Cookie", cookie)
                .build();
        return client.sendAsync(request, BodyHandlers.ofString()).thenApply(response -> {
            if (response.statusCode() != 200) {
                throw new IllegalStateException(path + ": " + response.statusCode() + " " + response.body());
            }
            return response.body();
        });
    }

    @Override
    public void close() {
        client.shutdownNow();
        Ending.of(process);
    }
}
