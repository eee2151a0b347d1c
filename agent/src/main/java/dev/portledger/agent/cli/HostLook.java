package dev.portledger.agent.cli;

import dev.portledger.agent.bind.PortSight;
import dev.portledger.agent.engine.EngineSockets;
import dev.portledger.agent.failedbind.Claim;
import dev.portledger.agent.holder.Boot;
import dev.portledger.agent.holder.HolderFinder;
import dev.portledger.agent.socket.HostClock;
import dev.portledger.agent.socket.PortView;
import dev.portledger.agent.socket.SocketTable;
import dev.portledger.agent.stop.UnitStates;
import dev.portledger.domain.bind.BindAttempt;
import dev.portledger.domain.bind.FailedBind;
import dev.portledger.domain.socket.ConnectionCount;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.Protocol;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A look at this host for one question, made anew for each: in a command's own process, and in the running agent, which is only
 * quicker. So both see the same. From any thread.
 */
final class HostLook {

    /** Who has failed to bind a port lately. */
    @FunctionalInterface
    interface Claims {
        Optional<Claim> on(Protocol protocol, int port, Instant now);
    }

    /** Which engines are asked; read when it is needed first. */
    @FunctionalInterface
    interface Engines {
        EngineSockets sockets() throws InvalidConfigException;
    }

    /** What a command knows that runs alone: nobody has watched. */
    static final Claims NOBODY_WATCHED = (_, _, _) -> Optional.empty();

    private final Engines engines;
    private final Claims claims;

    HostLook(Engines engines, Claims claims) {
        this.engines = engines;
        this.claims = claims;
    }

    /** Of the network namespace of this thread. */
    PortSight sight(HostClock clock) throws IOException, InvalidConfigException {
        return PortSight.open(
                HolderFinder.open(Boot.read(), engines.sockets()),
                new PortSight.Known((_, _) -> Map.of(), new UnitStates()::of),
                clock);
    }

    private SocketTable table(HostClock clock) throws IOException, InvalidConfigException {
        return SocketTable.open(SocketTable.Settings.DEFAULT.asking(engines.sockets()), clock);
    }

    /** The port of a bind that nobody has tried. */
    FailedBind bind(BindAttempt attempt) throws IOException, InvalidConfigException {
        try (PortSight sight = sight(HostClock.start())) {
            return sight.look(attempt, Optional.empty(), Optional.empty(), Optional.empty());
        }
    }

    /**
     * The port with the eyes of whoever failed to bind it last, else of somebody who wants it on the addresses that are taken. At
     * least one, the most weighty first.
     */
    List<FailedBind> port(Protocol protocol, int port) throws IOException, InvalidConfigException {
        HostClock clock = HostClock.start();
        try (PortSight sight = sight(clock)) {
            Optional<Claim> claim = claims.on(protocol, port, clock.instant());
            if (claim.isPresent()) {
                FailedBind again = sight.look(
                        claim.get().attempt(),
                        claim.get().errno(),
                        Optional.of(claim.get().claimant()),
                        Optional.empty());
                if (TakenPort.isStillWanted(again)) {
                    return TakenPort.withHolder(again);
                }
            }
            return TakenPort.judged(sight.look(
                    TakenPort.anyAddress(protocol, port), Optional.empty(), Optional.empty(), Optional.empty()));
        }
    }

    /**
     * Sockets of this host.
     *
     * @param boundToo whether sockets that are bound and do not listen would be among them
     * @param network inode number of the network namespace from which it is looked at
     */
    record Sockets(List<Listener> sockets, boolean boundToo, long network) {}

    /** Every listener as of now, of all network namespaces that can be seen. */
    Sockets listeners() throws IOException, InvalidConfigException {
        try (SocketTable table = table(HostClock.start())) {
            table.look();
            table.awaitEngines();
            table.look(); // takes in what the engines have told; costs a millisecond
            return new Sockets(table.state().listeners(), false, table.netns());
        }
    }

    /** The sockets of one port, TCP and UDP. */
    Sockets listeners(int port) throws IOException, InvalidConfigException {
        try (SocketTable table = table(HostClock.start())) {
            table.look(); // tells in which other networks the port is to be looked at
            PortView tcp = table.inspect(Protocol.TCP, port);
            List<Listener> sockets = new ArrayList<>(tcp.listeners());
            tcp.bound().ifPresent(sockets::addAll);
            sockets.addAll(table.inspect(Protocol.UDP, port).listeners());
            return new Sockets(sockets, tcp.bound().isPresent(), table.netns());
        }
    }

    /**
     * Connections by local endpoint and state.
     *
     * @param at when they were counted
     */
    record Connections(List<ConnectionCount> counts, Instant at) {}

    Connections connections() throws IOException, InvalidConfigException {
        HostClock clock = HostClock.start();
        try (SocketTable table = table(clock)) {
            table.look();
            return new Connections(table.state().connections(), clock.instant());
        }
    }
}
