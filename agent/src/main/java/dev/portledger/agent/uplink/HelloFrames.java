package dev.portledger.agent.uplink;

import dev.portledger.agent.holder.Boot;
import dev.portledger.agent.socket.HostClock;
import dev.portledger.agent.witness.LogWitness;
import dev.portledger.domain.frame.AgentFrame.Condition;
import dev.portledger.domain.frame.AgentFrame.Hello;
import dev.portledger.domain.frame.Facility;
import dev.portledger.domain.frame.FrameLimits;
import dev.portledger.domain.frame.ServerFrame.Challenge;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** What the agent says of itself and its host: the answer to the server's challenge, and how it stands from then on. */
record HelloFrames(UUID hostId, AgentKey key, Uplink.Self self, HostClock clock, Outbox outbox, LogWitness witness) {

    Hello answer(Challenge challenge) {
        Boot boot = self.boot();
        long epoch = outbox.epoch();
        return new Hello(
                FrameLimits.MIN_PROTOCOL,
                FrameLimits.MAX_PROTOCOL,
                hostId,
                key.prove(challenge.nonce(), hostId, epoch),
                boot.id(),
                boot.at(),
                epoch,
                outbox.acknowledged(),
                outbox.acknowledgedDigest(),
                List.of(),
                facilities(),
                HostFacts.hostname(),
                HostFacts.os(),
                HostFacts.kernel(),
                self.agentVersion(),
                clock.instant(),
                Optional.of(self.netns()));
    }

    Condition condition() {
        return new Condition(
                clock.instant(),
                facilities(),
                self.sysctls().get(),
                Optional.of(self.policy().get()));
    }

    private List<Facility> facilities() {
        return Stream.concat(self.facilities().get().stream(), Stream.of(witness.facility()))
                .toList();
    }
}
