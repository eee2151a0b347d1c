package dev.portledger.local;

import dev.portledger.local.data.DataFolder;
import dev.portledger.local.data.Secret;
import dev.portledger.local.process.Launch;
import dev.portledger.local.process.Part;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** The agent of this machine. */
record Agent(Options options, DataFolder data, URI server, Secret enrolmentToken) implements Part {

    @Override
    public String name() {
        return "agent";
    }

    @Override
    public Launch launch() {
        return new Launch(
                new Jvm(options.home()).agent("run"),
                Map.of(
                        "PORTLEDGER_AGENT_SERVER", server.toString(),
                        "PORTLEDGER_AGENT_STATE_DIR", data.agent().toString(),
                        "PORTLEDGER_AGENT_ENROLMENT_TOKEN_FILE",
                                enrolmentToken.file().toString()),
                data.logs().resolve("agent.log"),
                "TERM");
    }

    @Override
    public Duration patience() {
        return Duration.ofSeconds(10);
    }
}
