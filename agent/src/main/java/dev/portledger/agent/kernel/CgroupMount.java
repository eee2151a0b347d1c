package dev.portledger.agent.kernel;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Where cgroup2 is mounted: {@code /sys/fs/cgroup}, or {@code /sys/fs/cgroup/unified} on hybrid hosts. */
public final class CgroupMount {

    private CgroupMount() {}

    /** @param mountinfo the text of {@code /proc/self/mountinfo} (proc_pid_mountinfo(5)) */
    public static Optional<Path> find(String mountinfo) {
        for (String line : mountinfo.lines().toList()) {
            List<String> fields = Arrays.asList(line.split(" "));
            int separator = fields.indexOf("-");
            if (separator > 4
                    && separator + 1 < fields.size()
                    && fields.get(separator + 1).equals("cgroup2")) {
                return Optional.of(Path.of(unescaped(fields.get(4))));
            }
        }
        return Optional.empty();
    }

    /** Blanks, tabs, newlines and backslashes are written in octal. */
    private static String unescaped(String field) {
        return field.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }
}
