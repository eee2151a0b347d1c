package dev.portledger.local;

import dev.portledger.local.data.DataFolder;
import dev.portledger.local.data.Secret;
import dev.portledger.local.postgres.Database;
import dev.portledger.local.process.Launch;
import dev.portledger.local.process.Part;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/**
 * The server, on loopback.
 *
 * @param sessionKey keeps sign-ins valid across a restart
 * @param enrolmentToken lets one agent enrol within an hour; new at every start
 * @param adminPassword of the user {@code admin}, who is made when there is nobody yet
 */
record Server(
        Options options,
        DataFolder data,
        Database database,
        Secret sessionKey,
        Secret enrolmentToken,
        Secret adminPassword)
        implements Part {

    private static final Duration ANSWER = Duration.ofSeconds(2);

    @Override
    public String name() {
        return "server";
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + options.port());
    }

    @Override
    public Launch launch() {
        return new Launch(
                new Jvm(options.home()).server(),
                Map.ofEntries(
                        Map.entry("QUARKUS_HTTP_HOST", "127.0.0.1"),
                        Map.entry("QUARKUS_HTTP_PORT", Integer.toString(options.port())),
                        Map.entry("QUARKUS_HTTP_AUTH_SESSION_ENCRYPTION_KEY", sessionKey.value()),
                        Map.entry(
                                "PORTLEDGER_AUDIT_KEY_FILE",
                                data.secrets().resolve("audit-key").toString()),
                        Map.entry("PORTLEDGER_DATABASE_URL", database.url()),
                        Map.entry("PORTLEDGER_DATABASE_USER", database.application()),
                        Map.entry(
                                "PORTLEDGER_DATABASE_PASSWORD",
                                database.cluster().application().value()),
                        Map.entry("QUARKUS_FLYWAY_USERNAME", database.owner()),
                        Map.entry(
                                "QUARKUS_FLYWAY_PASSWORD",
                                database.cluster().owner().value()),
                        Map.entry(
                                "PORTLEDGER_FIRST_ADMIN_PASSWORD_FILE",
                                adminPassword.file().toString()),
                        // the server makes it; without, hosts take no commands
                        Map.entry(
                                "PORTLEDGER_COMMAND_KEY_FILE",
                                data.secrets().resolve("command-key").toString()),
                        Map.entry(
                                "PORTLEDGER_ENROLMENT_BOOTSTRAP_TOKEN_FILE",
                                enrolmentToken.file().toString())),
                data.logs().resolve("server.log"),
                "TERM");
    }

    @Override
    public Duration patience() {
        return Duration.ofSeconds(20);
    }

    /** Whether it serves: its database is there and migrated, and the page answers. */
    boolean ready(HttpClient client) throws InterruptedException {
        return ok(client, "/q/health/ready") && ok(client, "/");
    }

    private boolean ok(HttpClient client, String path) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address().resolve(path))
                .timeout(ANSWER)
                .header("Accept", "text/html,application/json")
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
