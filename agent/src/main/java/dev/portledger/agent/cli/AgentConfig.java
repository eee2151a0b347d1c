package dev.portledger.agent.cli;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Configuration of the agent, from a file ({@code PORTLEDGER_AGENT_CONFIG}, else {@code /etc/portledger/agent.properties}) or
 * from the environment ({@code portledger.agent.state-dir} is {@code PORTLEDGER_AGENT_STATE_DIR}); what is in neither, from
 * {@code enrolment.properties} beside the file, which {@code enrol} writes. Every key is explained in
 * {@code deploy/deb/agent.properties} as well.
 */
@ConfigMapping(prefix = "portledger.agent")
public interface AgentConfig {

    /** Address of the server, http or https; without a path. */
    @WithDefault("http://127.0.0.1:8600")
    URI server();

    /** Folder for the key, the outbox and the journal of stops; made at the first run. */
    @WithName("state-dir")
    @WithDefault("/var/lib/portledger-agent")
    Path stateDir();

    /** File with a single-use enrolment token; read when the server does not know this host. */
    @WithName("enrolment-token-file")
    Optional<Path> enrolmentTokenFile();

    /** Fingerprint of the server's command key, 64 hexadecimal characters, for hosts that enrol by a token file. */
    @WithName("server-key")
    Optional<String> serverKey();

    /** Whether http, without TLS, may be spoken beyond this machine. */
    @WithName("allow-plain-http")
    @WithDefault("false")
    boolean allowPlainHttp();

    /** PEM file with the certificates to trust for https, instead of the system's. */
    @WithName("tls.ca-file")
    Optional<Path> tlsCaFile();

    /**
     * API sockets of the container engines to ask: {@code auto} for those of Docker and Podman, rootless ones included, {@code none},
     * or paths.
     */
    @WithName("engine-sockets")
    @WithDefault("auto")
    List<String> engineSockets();

    /**
     * Unix socket at which the commands of this host ask the running agent: a path, {@code none}, or {@code auto} for
     * {@code agent.sock} in the folder that systemd made for the service ({@code RUNTIME_DIRECTORY}, systemd.exec(5)).
     */
    @WithDefault("auto")
    String socket();

    /** How often listeners are read: 100 ms to 10 s. */
    @WithName("look-every")
    @WithDefault("PT0.5S")
    Duration lookEvery();

    /** How often connections in TIME_WAIT and on their way out are counted: 500 ms to 60 s. */
    @WithName("connections-every")
    @WithDefault("PT2S")
    Duration connectionsEvery();

    /**
     * How many network namespaces are read beside the agent's own, those of containers above all: 0 to 4096. Each takes two open
     * files; those beyond are not seen, and that is said.
     */
    @WithDefault("512")
    int namespaces();

    /**
     * Where events come from: {@code auto}, {@code post}, {@code exit}, {@code tracefs} or {@code poll}; where that is not possible,
     * from the next one.
     */
    @WithDefault("auto")
    String events();

    /** Bytes of frames kept for a server that is away, 4 MiB to 4 GiB; beyond that detail is dropped, and said to be. */
    @WithName("outbox.max-bytes")
    @WithDefault("67108864")
    long outboxMaxBytes();
}
