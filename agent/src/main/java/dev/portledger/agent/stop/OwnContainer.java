package dev.portledger.agent.stop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether the agent itself runs in a container, which it must not be asked to stop. */
final class OwnContainer {

    private OwnContainer() {}

    /** By its cgroup, and where that is hidden by a namespace, by the files that engines mount into a container. */
    static boolean is(String id) {
        for (String file : List.of("/proc/self/cgroup", "/proc/self/mountinfo")) {
            try {
                if (Files.readString(Path.of(file), StandardCharsets.ISO_8859_1).contains(id)) {
                    return true;
                }
            } catch (IOException e) {
                continue; // the other one may say
            }
        }
        return false;
    }
}
