package dev.portledger.server.stop;

import dev.portledger.domain.bind.TimeWaitCommands;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.holder.ProcessIdentity;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.stop.Signal;
import dev.portledger.domain.stop.StopMethod;
import dev.portledger.domain.stop.StopTarget;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an operator on the host would type. For reading and copying; nothing here is ever run by the product. */
final class Commands {

    private Commands() {}

    /** The same as the method would do, with the same checks. */
    static List<String> of(StopMethod method, StopTarget target, List<Holder> holders) {
        return switch (method) {
            case StopMethod.SystemUnit(String unit) -> List.of("systemctl stop " + ShellWord.of(unit));
            case StopMethod.SystemUnits(List<String> units) ->
                List.of("systemctl stop " + units.stream().map(ShellWord::of).collect(Collectors.joining(" ")));
            case StopMethod.UserUnit(String unit, long uid) -> List.of(stopUserUnit(unit, uid, holders));
            case StopMethod.Container container -> List.of(stopContainer(container));
            case StopMethod.Process(ProcessIdentity process, Signal signal) ->
                List.of(signal(process, signal, target.inode().orElseThrow()));
            case StopMethod.ReleaseTimeWait _ ->
                List.of(TimeWaitCommands.release(target.socket().endpoint()).text());
        };
    }

    /** Field 22 of stat is counted after the last parenthesis: the name in the parentheses may have blanks and parentheses. */
    private static String signal(ProcessIdentity process, Signal signal, long inode) {
        int pid = process.pid();
        String start = "test \"$(sed 's/.*) //' /proc/" + pid + "/stat | cut -d' ' -f20)\" = " + process.startTicks();
        String socket = "ls -l /proc/" + pid + "/fd | grep -qF 'socket:[" + inode + "]'";
        String kill = "kill -" + signal.name().substring(3) + " " + pid;
        return String.join(" && ", start, socket, kill);
    }

    static String whoHas(Listener listener) {
        String option = listener.key().protocol() == Protocol.TCP ? "-lntp" : "-lnup";
        return "ss " + option + " 'sport = :" + listener.key().endpoint().port() + "'";
    }

    static List<String> look(List<Holder> holders) {
        return holders.stream()
                .map(holder -> "systemctl status " + holder.process().pid())
                .toList();
    }

    /** As the user, at the user's manager: that works with systemd of every age and without a session. */
    static String stopUserUnit(String unit, long uid, List<Holder> holders) {
        String user = holders.stream()
                .filter(holder -> holder.user().uid() == uid)
                .flatMap(holder -> holder.user().name().stream())
                .findFirst()
                .orElse("'#" + uid + "'");
        return "sudo -u " + (user.startsWith("'#") ? user : ShellWord.of(user)) + " XDG_RUNTIME_DIR=/run/user/" + uid
                + " systemctl --user stop " + ShellWord.of(unit);
    }

    /** Without a time the engine would send SIGKILL after ten seconds; Podman counts them unsigned, and has no "for ever". */
    private static String stopContainer(StopMethod.Container container) {
        String seconds = container.signal() == Signal.SIGKILL
                ? "0"
                : container.runtime().equals("docker") ? "-1" : Integer.toString(Integer.MAX_VALUE);
        return container.runtime() + " stop --time " + seconds + " "
                + ShellWord.of(container.name().orElse(container.id()));
    }

    /** By name where there is one; else by the whole id, which no other container's name can be taken for. */
    static String stopContainer(Management.Container container) {
        String engine =
                switch (container.runtime()) {
                    case "docker", "podman" -> container.runtime() + " stop ";
                    default -> "crictl stop ";
                };
        boolean named = !engine.startsWith("crictl");
        return engine + ShellWord.of(container.name().filter(name -> named).orElse(container.id()));
    }

    static List<String> stopWithSockets(List<Holder> holders) {
        return holders.stream()
                .flatMap(holder -> holder.management() instanceof Management.Unit(String name, Optional<Long> user)
                                && user.isEmpty()
                        ? Stream.of(name)
                        : Stream.empty())
                .distinct()
                .flatMap(unit -> Stream.of(
                        "systemctl show --property=TriggeredBy -- " + ShellWord.of(unit),
                        "systemctl stop -- SOCKET " + ShellWord.of(unit)))
                .toList();
    }
}
