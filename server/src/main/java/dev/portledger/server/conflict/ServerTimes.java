package dev.portledger.server.conflict;

import dev.portledger.domain.bind.BoundSocket;
import dev.portledger.domain.bind.Claimant;
import dev.portledger.domain.bind.FailedBindSeries;
import dev.portledger.domain.bind.HeldSocket;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Holders;
import dev.portledger.server.ledger.AgentClock;
import java.util.List;

/** What an agent tells of a failed bind, with all times by the server's clock. */
final class ServerTimes {

    private ServerTimes() {}

    static FailedBindSeries of(FailedBindSeries told, AgentClock clock) {
        return new FailedBindSeries(
                told.id(),
                clock.toServerTime(told.firstAt()),
                clock.toServerTime(told.lastAt()),
                told.times(),
                told.call(),
                told.attempt(),
                told.errno(),
                told.netns(),
                of(told.claimant(), clock),
                told.inTheWay().stream().map(held -> of(held, clock)).toList(),
                told.moreInTheWay(),
                told.diagnosis());
    }

    private static Claimant of(Claimant told, AgentClock clock) {
        return new Claimant(
                told.pid(),
                told.process(),
                told.startedAt().map(clock::toServerTime),
                told.comm(),
                told.exe(),
                told.cmdline(),
                told.user(),
                told.management(),
                told.parent());
    }

    private static HeldSocket of(HeldSocket told, AgentClock clock) {
        BoundSocket socket = told.socket();
        return new HeldSocket(
                new BoundSocket(
                        socket.id(),
                        socket.protocol(),
                        socket.endpoint(),
                        socket.state(),
                        socket.timeWaitOnly(),
                        socket.v6Only(),
                        socket.flags(),
                        socket.uid(),
                        socket.origin(),
                        socket.leavesAt().map(clock::toServerTime)),
                of(told.holders(), clock),
                told.flagGap());
    }

    private static Holders of(Holders told, AgentClock clock) {
        List<Holder> list = told.list().stream()
                .map(holder -> new Holder(
                        holder.process(),
                        clock.toServerTime(holder.startedAt()),
                        holder.parentPid(),
                        holder.comm(),
                        holder.exe(),
                        holder.cmdline(),
                        holder.user(),
                        holder.management(),
                        holder.descriptors()))
                .toList();
        return switch (told) {
            case Holders.Known _ -> new Holders.Known(list);
            case Holders.Partial partial -> new Holders.Partial(list, partial.gap());
        };
    }
}
