package dev.portledger.agent.stop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Whether the agent itself runs in a container, which it must not be asked to stop. */
final class OwnContainer {

    /** Files that engines mount into every container from a folder of the container's id. */
    private static final Set<String> GIVEN = Set.of("/etc/hostname", "/etc/hosts", "/etc/resolv.conf");

    private OwnContainer() {}

    /** By its cgroup, and where that is hidden by a namespace, by what is mounted over those files. */
    static boolean is(String id) {
        return lines("/proc/self/cgroup").stream().anyMatch(line -> line.contains(id))
                || lines("/proc/self/mountinfo").stream()
                        .map(line -> line.split(" ", -1))
                        .anyMatch(fields -> fields.length > 4 && GIVEN.contains(fields[4]) && fields[3].contains(id));
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return List.of();
        }
    }
}
