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
import java.util.stream.Stream;

/** What the agent says of itself and its host: the answer to the server's challenge, and how it stands from then on. */
record HelloFrames(HostTrust trust, Uplink.Self self, HostClock clock, Outbox outbox, LogWitness witness) {

    /** @param gate of the connection */
    Hello answer(Challenge challenge, CommandGate gate) {
        Boot boot = self.boot();
        long epoch = outbox.epoch();
        Hello hello = new Hello(
                FrameLimits.MIN_PROTOCOL,
                FrameLimits.MAX_PROTOCOL,
                trust.hostId(),
                trust.keys().prove(challenge.nonce(), trust.hostId(), epoch),
                boot.id(),
                boot.at(),
                epoch,
                outbox.acknowledged(),
                outbox.acknowledgedDigest(),
                List.of(FrameLimits.RECEIPTS),
                facilities(),
                HostFacts.hostname(),
                HostFacts.os(),
                HostFacts.kernel(),
                self.agentVersion(),
                clock.instant(),
                Optional.of(self.netns()));
        gate.said(hello.now());
        return gate.trust().map(hello::trusting).orElse(hello);
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
