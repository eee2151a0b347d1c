package dev.portledger.local.postgres;

import dev.portledger.local.process.Child;
import dev.portledger.local.process.Launch;
import dev.portledger.local.process.Part;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The running database. It listens on loopback only, on a port that the run picks, and every commit is on the disk before it is
 * acknowledged.
 */
public final class Postgres implements Part {

    private final Cluster cluster;
    private final Postmaster postmaster;
    private final int port;
    private final Path log;

    public Postgres(Cluster cluster, int port, Path log) {
        this.cluster = cluster;
        this.postmaster = new Postmaster(cluster);
        this.port = port;
        this.log = log;
    }

    @Override
    public String name() {
        return "database";
    }

    @Override
    public Launch launch() {
        postmaster.forget();
        List<String> arguments = new ArrayList<>(List.of("-D", cluster.folder().toString()));
        settings().forEach((key, value) -> arguments.addAll(List.of("-c", key + "=" + value)));
        // on SIGINT: fast shutdown, whoever is connected (postgres(1))
        return new Launch(cluster.programs().command("postgres", arguments), Map.of(), log, "INT");
    }

    private Map<String, Object> settings() {
        return Map.ofEntries(
                Map.entry("listen_addresses", "127.0.0.1"),
                Map.entry("port", port),
                Map.entry("unix_socket_directories", ""),
                Map.entry("password_encryption", "scram-sha-256"),
                Map.entry("fsync", "on"),
                Map.entry("synchronous_commit", "on"),
                Map.entry("full_page_writes", "on"),
                Map.entry("max_connections", 50),
                // the write-ahead log's share of a small disk
                Map.entry("max_wal_size", "256MB"),
                Map.entry("jit", "off"),
                Map.entry("log_checkpoints", "off"),
                Map.entry("timezone", "UTC"),
                Map.entry("log_timezone", "UTC"));
    }

    @Override
    public Duration patience() {
        return Duration.ofSeconds(30);
    }

    @Override
    public void ask(Child child) {
        if (!postmaster.stop()) {
            Part.super.ask(child);
        }
    }
}
