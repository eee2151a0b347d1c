package dev.portledger.agent.stop;

import dev.portledger.domain.holder.User;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.Protocol;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** All that a stop would end, as far as it is known: what the rules of a host's configuration are asked about. */
record Touched(Set<String> units, Set<User> users, Set<Port> ports, Set<String> executables) {

    private static final String DELETED = " (deleted)";

    Touched {
        units = Set.copyOf(units);
        users = Set.copyOf(users);
        ports = Set.copyOf(ports);
        executables = Set.copyOf(executables);
    }

    /** A port that would no longer be listened on. */
    record Port(Protocol protocol, int number) {

        static Port of(Listener listener) {
            return new Port(listener.key().protocol(), listener.key().endpoint().port());
        }

        String text() {
            return protocol.name().toLowerCase(Locale.ROOT) + "/" + number;
        }
    }

    /** Collects. */
    static final class Builder {
        final Set<String> units = new HashSet<>();
        final Set<User> users = new HashSet<>();
        final Set<Port> ports = new HashSet<>();
        private final Set<String> executables = new HashSet<>();

        /** The kernel marks a file that was replaced, as by an upgrade, or removed. */
        void exe(String exe) {
            executables.add(exe.endsWith(DELETED) ? exe.substring(0, exe.length() - DELETED.length()) : exe);
        }

        void ports(Collection<Listener> listeners) {
            listeners.forEach(listener -> ports.add(Port.of(listener)));
        }

        Touched build() {
            return new Touched(units, users, ports, executables);
        }
    }
}
