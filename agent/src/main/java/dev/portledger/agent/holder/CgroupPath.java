package dev.portledger.agent.holder;

import dev.portledger.domain.holder.Management;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** From {@code /proc/PID/cgroup} (cgroups(7)) to what manages the process. */
final class CgroupPath {

    private static final String ID = "([0-9a-f]{64})";
    /**
     * What runtimes call a container's cgroup: {@code docker-ID.scope} under systemd, {@code libpod-ID} without it,
     * {@code SLICE:cri-containerd:ID} where containerd was not told of systemd. {@code libpod-payload-ID} is none: it lies within the
     * unit that has to be stopped (podman-systemd.unit(5)).
     */
    private static final Pattern SCOPE = Pattern.compile(
            "(?:[^:]*:)?(docker|cri-containerd|crio|libpod|nerdctl)" + "[-:](?:conmon-)?" + ID + "(?:\\.scope)?");

    private static final Pattern BARE = Pattern.compile(ID);
    private static final Pattern USER_MANAGER = Pattern.compile("user@(\\d{1,10})\\.service");
    private static final Pattern USER_SLICE = Pattern.compile("/user-(\\d{1,10})\\.slice/");
    private static final String LXC = "lxc.payload.";

    private CgroupPath() {}

    /**
     * @param text the whole file: lines of {@code number:controllers:path}. Of several hierarchies the unified one
     *     ({@code 0::}) counts, where it says something, else systemd's own; a container is taken from any
     */
    static Management management(String text) {
        String unified = "";
        String systemd = "";
        for (String line : text.lines().toList()) {
            String[] fields = line.split(":", 3);
            if (fields.length < 3) {
                continue;
            }
            List<String> parts = List.of(fields[2].split("/"));
            Optional<Management> container = container(parts);
            if (container.isPresent()) {
                return container.get();
            }
            if (fields[0].equals("0")) {
                unified = fields[2];
            } else if (fields[1].equals("name=systemd")) {
                systemd = fields[2];
            }
        }
        if (unified.isEmpty() && systemd.isEmpty()) {
            return new Management.Unknown("/proc/PID/cgroup names no hierarchy of systemd");
        }
        return unit(List.of((unified.length() > 1 ? unified : systemd).split("/")));
    }

    /** The user in whose slice it is, {@code user-1000.slice} (systemd-logind.service(8)). */
    static Optional<Long> userSlice(String text) {
        Matcher slice = USER_SLICE.matcher(text);
        return slice.find() ? Optional.of(Long.valueOf(slice.group(1))) : Optional.empty();
    }

    private static Optional<Management> container(List<String> parts) {
        for (int i = 1; i < parts.size(); i++) {
            String part = parts.get(i);
            Matcher scope = SCOPE.matcher(part);
            if (scope.matches()) {
                return Optional.of(new Management.Container(runtime(scope.group(1)), scope.group(2)));
            }
            if (BARE.matcher(part).matches() && !parts.get(i - 1).isEmpty()) {
                return Optional.of(new Management.Container(runtimeOfParent(parts.get(i - 1)), part));
            }
            if (part.startsWith(LXC)) {
                return Optional.of(new Management.Container("lxc", part.substring(LXC.length())));
            }
        }
        return Optional.empty();
    }

    private static String runtime(String prefix) {
        return switch (prefix) {
            case "docker" -> "docker";
            case "libpod" -> "podman";
            case "crio" -> "cri-o";
            default -> "containerd";
        };
    }

    /** Runtimes that make cgroups without systemd name them by the bare id. */
    private static String runtimeOfParent(String parent) {
        return switch (parent) {
            case "docker" -> "docker";
            case "libpod_parent" -> "podman";
            default -> "containerd";
        };
    }

    /** The innermost service or scope; what lies below {@code payload} belongs to another systemd, of a machine. */
    private static Management unit(List<String> path) {
        int payload = path.indexOf("payload");
        List<String> parts = payload < 0 ? path : path.subList(0, payload);
        for (int i = parts.size() - 1; i >= 0; i--) {
            String name = unescaped(parts.get(i));
            if (name.endsWith(".service")) {
                return new Management.Unit(name, userManager(parts.subList(0, i)));
            }
            boolean managersOwn =
                    name.equals("init.scope") && userManager(parts).isPresent();
            if ((name.endsWith(".scope") && !managersOwn) || name.endsWith(".slice")) {
                return new Management.Unmanaged(Optional.of(name));
            }
        }
        return new Management.Unmanaged(Optional.empty());
    }

    private static Optional<Long> userManager(List<String> above) {
        return above.stream()
                .map(USER_MANAGER::matcher)
                .filter(Matcher::matches)
                .map(matcher -> Long.valueOf(matcher.group(1)))
                .findFirst();
    }

    /** systemd puts an underscore before names that the kernel might take for its own files. */
    private static String unescaped(String part) {
        return part.startsWith("_") ? part.substring(1) : part;
    }
}
