package dev.portledger.agent.stop;

import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Management;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the host never lets a server stop. The names are stable: they are in outcomes, plans and the audit log. */
enum HostRule {
    PID1("protected.pid1", "it is the init process of the host") {
        @Override
        boolean forbids(Holder holder, Set<Integer> agent) {
            return holder.process().pid() == 1;
        }
    },
    AGENT("protected.agent", "it is the agent, or a process the agent was started by") {
        @Override
        boolean forbids(Holder holder, Set<Integer> agent) {
            return agent.contains(holder.process().pid());
        }
    },
    KERNEL_THREAD("protected.kernel_thread", "it is a thread of the kernel") {
        @Override
        boolean forbids(Holder holder, Set<Integer> agent) {
            boolean kernels = holder.process().pid() == KTHREADD || holder.parentPid() == KTHREADD;
            return kernels && holder.exe().isEmpty(); // in a pid namespace 2 is a process like any other
        }
    },
    SSHD("protected.sshd", "it is the way into the host for its operators") {
        private static final Pattern UNIT = Pattern.compile("sshd?(-vsock|-unix-.*)?(@.*)?\\.(service|socket)");
        private static final Set<String> PROGRAMS = Set.of("sshd", "sshd-session", "sshd-auth");

        @Override
        boolean forbids(Holder holder, Set<Integer> agent) {
            return isOf(holder, PROGRAMS, UNIT);
        }

        @Override
        boolean covers(String unit) {
            return UNIT.matcher(unit).matches();
        }
    },
    SYSTEMD("protected.systemd", "the host's own services depend on it") {
        private static final Pattern UNIT =
                Pattern.compile("(systemd-.*|user@.*|dbus|dbus-broker|polkit)\\.(service|socket)");
        private static final Set<String> PROGRAMS =
                Set.of("systemd", "dbus-daemon", "dbus-broker", "dbus-broker-launch");

        @Override
        boolean forbids(Holder holder, Set<Integer> agent) {
            boolean shipped = holder.exe()
                    .filter(exe -> exe.startsWith("/usr/lib/systemd/") || exe.startsWith("/lib/systemd/"))
                    .isPresent();
            return shipped || isOf(holder, PROGRAMS, UNIT);
        }

        @Override
        boolean covers(String unit) {
            return UNIT.matcher(unit).matches();
        }
    },
    CONTAINER_ENGINE("protected.container_engine", "stopping the engine would end every container of the host") {
        private static final Pattern UNIT =
                Pattern.compile("(docker|containerd|crio|cri-docker|podman|snap\\.docker\\..*)\\.(service|socket)");
        private static final Set<String> PROGRAMS =
                Set.of("dockerd", "containerd", "docker-proxy", "crio", "cri-dockerd", "rootlesskit");

        @Override
        boolean forbids(Holder holder, Set<Integer> agent) {
            return isOf(holder, PROGRAMS, UNIT);
        }

        @Override
        boolean covers(String unit) {
            return UNIT.matcher(unit).matches();
        }
    };

    private static final int KTHREADD = 2;
    private static final String DELETED = " (deleted)";

    private final String code;
    private final String reason;

    HostRule(String code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    /** @param agent pids of the agent and of its parents */
    abstract boolean forbids(Holder holder, Set<Integer> agent);

    /** Whether units of this name are protected, whatever runs in them. */
    boolean covers(String unit) {
        return false;
    }

    static Stream<HostRule> ofUnit(String unit) {
        return Arrays.stream(values()).filter(rule -> rule.covers(unit));
    }

    String code() {
        return code;
    }

    /** Completes "must not be stopped: ". */
    String reason() {
        return reason;
    }

    /**
     * By the name of its executable, wherever that is, since a running process cannot change it as it can its comm and its
     * arguments; by comm only where that cannot be read. Who names a program like one of these protects it, and can do no more.
     */
    private static boolean isOf(Holder holder, Set<String> programs, Pattern unit) {
        return programs.contains(holder.exe().map(HostRule::program).orElse(holder.comm()))
                || unitName(holder).filter(name -> unit.matcher(name).matches()).isPresent();
    }

    /** Folders may hold any character; the kernel marks a file that was replaced, as by an upgrade, or removed. */
    private static String program(String exe) {
        String name = exe.substring(exe.lastIndexOf('/') + 1);
        return name.endsWith(DELETED) ? name.substring(0, name.length() - DELETED.length()) : name;
    }

    private static Optional<String> unitName(Holder holder) {
        return holder.management() instanceof Management.Unit unit ? Optional.of(unit.name()) : Optional.empty();
    }
}
