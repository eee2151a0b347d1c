package dev.portledger.agent.cli;

import dev.portledger.agent.bindwatch.EventMode;
import dev.portledger.agent.engine.EngineSockets;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The configuration, checked as a whole: a wrong value is named with its key before anything starts. */
record AgentSettings(
        URI server,
        Path stateDir,
        Optional<Path> tokenFile,
        Optional<String> serverKey,
        Optional<Path> caFile,
        EngineSockets engineSockets,
        AnswerSocket socket,
        Duration lookEvery,
        Duration connectionsEvery,
        int namespaces,
        EventMode events,
        long outboxMaxBytes) {

    /** @throws InvalidConfigException names the first key whose value cannot be used, and why */
    static AgentSettings of(AgentConfig config) throws InvalidConfigException {
        return new AgentSettings(
                safe(server(config.server()), config.allowPlainHttp()),
                config.stateDir().toAbsolutePath(),
                config.enrolmentTokenFile().map(Path::toAbsolutePath),
                serverKey(config.serverKey()),
                config.tlsCaFile().map(Path::toAbsolutePath),
                engineSockets(config.engineSockets()),
                AnswerSocket.of(config.socket()),
                between("look-every", config.lookEvery(), Duration.ofMillis(100), Duration.ofSeconds(10)),
                between("connections-every", config.connectionsEvery(), Duration.ofMillis(500), Duration.ofSeconds(60)),
                between("namespaces", config.namespaces(), 0, 4096),
                events(config.events()),
                between("outbox.max-bytes", config.outboxMaxBytes(), 4L << 20, 4L << 30));
    }

    /** @throws InvalidConfigException when it is none that an agent can use */
    static URI server(URI server) throws InvalidConfigException {
        boolean scheme = List.of("http", "https").contains(String.valueOf(server.getScheme()));
        boolean noPath = server.getRawPath() == null
                || server.getRawPath().replace("/", "").isEmpty();
        boolean plain = server.getRawQuery() == null && server.getRawUserInfo() == null;
        if (!scheme || !noPath || !plain || server.getHost() == null) {
            throw new InvalidConfigException(
                    "server", "an address such as https://ports.example.com:8600, without a path");
        }
        return server;
    }

    /** @throws InvalidConfigException when what is said there could be read and changed on the way, and nobody has allowed that */
    static URI safe(URI server, boolean allowPlain) throws InvalidConfigException {
        if (isPlainBeyondThisMachine(server) && !allowPlain) {
            throw new InvalidConfigException(
                    "server",
                    "https beyond this machine, and is " + server
                            + "; portledger.agent.allow-plain-http=true allows it on a network that is trusted");
        }
        return server;
    }

    static boolean isPlainBeyondThisMachine(URI server) {
        return "http".equals(server.getScheme()) && !isLoopback(server.getHost());
    }

    private static boolean isLoopback(String host) {
        try {
            return host.equals("localhost")
                    || InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", "")).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false; // another name, which only a resolver could tell
        }
    }

    /** @throws InvalidConfigException when it is no fingerprint */
    static Optional<String> serverKey(Optional<String> key) throws InvalidConfigException {
        Optional<String> lower = key.map(String::strip).map(text -> text.toLowerCase(Locale.ROOT));
        if (lower.filter(text -> !text.matches("[0-9a-f]{64}")).isPresent()) {
            throw new InvalidConfigException("server-key", "the 64 hexadecimal characters of a key's fingerprint");
        }
        return lower;
    }

    private static EventMode events(String mode) throws InvalidConfigException {
        return EventMode.of(mode)
                .orElseThrow(() -> new InvalidConfigException(
                        "events", "one of auto, post, exit, tracefs and poll, and is " + mode));
    }

    static EngineSockets engineSockets(List<String> words) throws InvalidConfigException {
        if (words.equals(List.of("auto"))) {
            return EngineSockets.ofThisHost();
        }
        if (words.equals(List.of("none"))) {
            return EngineSockets.at(List.of());
        }
        if (!words.stream().allMatch(word -> word.startsWith("/"))) {
            throw new InvalidConfigException(
                    "engine-sockets", "auto, none, or absolute paths of sockets with commas between");
        }
        return EngineSockets.at(words.stream().map(Path::of).toList());
    }

    private static <T extends Comparable<T>> T between(String key, T value, T least, T most)
            throws InvalidConfigException {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new InvalidConfigException(key, "between " + least + " and " + most + ", and is " + value);
        }
        return value;
    }
}
