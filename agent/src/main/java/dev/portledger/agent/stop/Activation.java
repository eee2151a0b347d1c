package dev.portledger.agent.stop;

import dev.portledger.domain.frame.UnitDetail;
import dev.portledger.domain.frame.UnitFacts;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.LocalEndpoint;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Which socket unit PID 1 holds a socket for (systemd.socket(5)). */
final class Activation {

    private Activation() {}

    /** Socket units that listen on just this endpoint. */
    static List<UnitFacts> of(Listener listener, List<UnitFacts> units) {
        return units.stream()
                .filter(unit -> unit.unit().endsWith(".socket"))
                .filter(unit -> unit.detail().map(UnitDetail::listens).orElse(List.of()).stream()
                        .anyMatch(text -> isAt(text, listener.key().endpoint())))
                .toList();
    }

    /** What a socket unit starts; a template, as of Accept=yes, is not a unit that could be stopped. */
    static Stream<String> triggered(UnitFacts socket) {
        return socket.detail().map(UnitDetail::triggers).orElse(List.of()).stream()
                .filter(name -> !name.contains("@."));
    }

    /** As systemd prints it: {@code 127.0.0.1:8080}, {@code [::]:8080}; a {@code %eth0} is of link-local addresses. */
    private static boolean isAt(String text, LocalEndpoint endpoint) {
        int colon = text.lastIndexOf(':');
        String host =
                text.substring(0, Math.max(0, colon)).replaceAll("^\\[|]$", "").replaceFirst("%.*$", "");
        Optional<IpAddress> address = IpAddress.tryParse(host);
        return text.substring(colon + 1).equals(Integer.toString(endpoint.port()))
                && address.equals(Optional.of(endpoint.address()));
    }
}
