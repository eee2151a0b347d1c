package dev.portledger.server.stop;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.UnitDetail;
import dev.portledger.domain.frame.UnitFacts;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.stop.StopMethod;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A socket that systemd itself holds for a service (systemd.socket(5)): the service's end alone frees nothing, and the socket unit's
 * alone leaves the service with its own descriptor. Both are stopped, the socket first.
 */
final class SocketActivation {

    static final int PID1 = 1;

    private SocketActivation() {}

    static MethodChoice of(AgentFrame.Evidence evidence, Listener listener) {
        List<Holder> services = listener.holders().list().stream()
                .filter(holder -> holder.process().pid() != PID1)
                .toList();
        List<UnitFacts> sockets = sockets(evidence, listener);
        boolean units = services.stream()
                .allMatch(holder -> holder.management() instanceof Management.Unit(String name, Optional<Long> user)
                        && user.isEmpty()
                        && MethodChoice.UNIT_NAME.matcher(name).matches());
        if (sockets.isEmpty() || !units || !MethodChoice.offers(evidence, StopMethod.SYSTEM_UNITS)) {
            return new MethodChoice.None(
                    "systemd itself holds the socket for a service: the socket unit and the service have to be stopped together",
                    Commands.stopWithSockets(listener.holders().list()));
        }
        Set<String> together = new LinkedHashSet<>();
        sockets.forEach(socket -> together.add(socket.unit()));
        services.stream()
                .map(holder -> ((Management.Unit) holder.management()).name())
                .forEach(together::add);
        sockets.stream()
                .flatMap(SocketActivation::triggers)
                .filter(name -> isUp(evidence, name))
                .forEach(together::add);
        return new MethodChoice.Chosen(new StopMethod.SystemUnits(List.copyOf(together)));
    }

    /** Those among the evidence that listen on just this endpoint. */
    private static List<UnitFacts> sockets(AgentFrame.Evidence evidence, Listener listener) {
        Set<String> texts = texts(listener.key().endpoint());
        return evidence.units().stream()
                .filter(unit -> unit.unit().endsWith(".socket"))
                .filter(unit -> unit.detail().map(UnitDetail::listens).orElse(List.of()).stream()
                        .map(text -> text.replaceFirst("%[^:\\]]*", ""))
                        .anyMatch(texts::contains))
                .toList();
    }

    private static Set<String> texts(LocalEndpoint endpoint) {
        String address = endpoint.address().text();
        return Stream.of(address, "[" + address + "]")
                .map(host -> host + ":" + endpoint.port())
                .collect(Collectors.toSet());
    }

    private static Stream<String> triggers(UnitFacts socket) {
        return socket.detail().map(UnitDetail::triggers).orElse(List.of()).stream();
    }

    private static boolean isUp(AgentFrame.Evidence evidence, String unit) {
        return evidence.units().stream()
                .anyMatch(facts -> facts.unit().equals(unit)
                        && List.of("active", "activating", "reloading").contains(facts.activeState()));
    }
}
