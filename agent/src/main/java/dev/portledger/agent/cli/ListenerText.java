package dev.portledger.agent.cli;

import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.HolderGap;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.socket.Listener;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Listeners in words: {@code tcp 127.0.0.1:8080 held by java, pid 4121, user app, unit orders.service, since …}. */
final class ListenerText {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT);

    private final long ownNetwork;
    private final DateTimeFormatter times;

    /**
     * @param ownNetwork inode number of the network namespace that goes without saying
     * @param zone of the times
     */
    ListenerText(long ownNetwork, ZoneId zone) {
        this.ownNetwork = ownNetwork;
        times = TIME.withZone(zone);
    }

    /** In the time zone of this process. */
    static String time(Instant at) {
        return TIME.withZone(ZoneId.systemDefault()).format(at);
    }

    String line(Listener listener) {
        String socket = listener.key().protocol().name().toLowerCase(Locale.ROOT) + " "
                + listener.key().endpoint().text();
        String state = listener.state().isPresent() ? " bound, not listening, " : " ";
        return socket + network(listener) + state + holders(listener.holders());
    }

    private String network(Listener listener) {
        if (listener.key().netns() == ownNetwork) {
            return "";
        }
        String containers = listener.holders().list().stream()
                .map(Holder::management)
                .filter(Management.Container.class::isInstance)
                .map(container -> printable(((Management.Container) container).shortName()))
                .distinct()
                .collect(Collectors.joining(", "));
        return containers.isEmpty()
                ? " in network namespace " + listener.key().netns()
                : " in the network of container " + containers;
    }

    /** A line for each, and after them the commands that would end the holders; each once. */
    List<String> withRemedy(List<Listener> listeners) {
        List<String> lines = new ArrayList<>();
        Set<String> commands = new LinkedHashSet<>();
        for (Listener listener : listeners) {
            lines.add(line(listener));
            listener.holders().list().forEach(holder -> commands.add(command(holder)));
        }
        if (!commands.isEmpty()) {
            lines.add("to free it: " + String.join("  and  ", commands));
        }
        if (listeners.stream().anyMatch(listener -> listener.state().isPresent())) {
            lines.add(
                    "a socket that is only bound stops others from binding, unless both set SO_REUSEADDR, or SO_REUSEPORT and"
                            + " have the same user");
        }
        return lines;
    }

    private String holders(Holders holders) {
        String list = holders.list().stream().map(this::holder).collect(Collectors.joining("; and by "));
        return switch (holders) {
            case Holders.Known known when known.list().isEmpty() -> "held by the kernel itself, by no process";
            case Holders.Known known -> "held by " + list;
            case Holders.Partial partial
            when partial.list().isEmpty() -> "held by whom is unknown: " + gap(partial.gap());
            case Holders.Partial partial -> "held by " + list + "; and maybe others: " + gap(partial.gap());
        };
    }

    private static String gap(HolderGap gap) {
        return switch (gap) {
            case NOT_PERMITTED -> "this user may not read every process";
            case CHANGED_WHILE_READING -> "a process changed while it was read";
            case SEARCH_PENDING -> "not every process was searched";
            case NO_INODE -> "this kernel does not tell the socket's inode";
            case TOO_MANY -> "there are too many to list";
        };
    }

    private String holder(Holder holder) {
        String user = holder.user().name().orElse("uid " + holder.user().uid());
        return printable(holder.comm()) + ", pid " + holder.process().pid() + ", user " + user + ", "
                + management(holder.management()) + ", since " + times.format(holder.startedAt());
    }

    private static String management(Management management) {
        return switch (management) {
            case Management.Unit unit -> (unit.ofUser().isPresent() ? "user unit " : "unit ") + printable(unit.name());
            case Management.Container container ->
                container.runtime() + " container " + printable(container.shortName());
            case Management.Unmanaged unmanaged -> "started by hand";
            case Management.Unknown unknown -> "managed by whom is unknown";
        };
    }

    private static String command(Holder holder) {
        return switch (holder.management()) {
            case Management.Unit unit when unit.ofUser().isEmpty() -> "systemctl stop " + printable(unit.name());
            case Management.Unit unit -> "systemctl --user stop " + printable(unit.name());
            case Management.Container container -> container.runtime() + " stop " + printable(container.shortName());
            case Management.Unmanaged unmanaged -> "kill " + holder.process().pid();
            case Management.Unknown unknown -> "kill " + holder.process().pid();
        };
    }

    /** A process chooses its name; it does not get to write on the terminal. */
    static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
