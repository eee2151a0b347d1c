package dev.portledger.agent.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a thread of a process is doing in the kernel, by {@code /proc/PID/task/TID}. */
public final class ThreadCall {

    private ThreadCall() {}

    /** Whether a thread that was in bind(2) has left it. */
    public enum Bind {
        /** It waits in another call, or it has ended. */
        LEFT,
        /** It waits in bind(2). */
        INSIDE,
        /** It runs, or would if it got a processor. */
        RUNNING,
        /** This user may not see it. */
        UNKNOWN
    }

    public static Bind bind(int pid, int tid) {
        Path task = Path.of("/proc/" + pid + "/task/" + tid);
        try {
            String call = Files.readString(task.resolve("syscall"));
            if (call.startsWith("running")) {
                return Bind.RUNNING;
            }
            return call.startsWith(Syscall.BIND.number() + " ") ? Bind.INSIDE : Bind.LEFT;
        } catch (IOException e) {
            return Files.isDirectory(task) ? Bind.UNKNOWN : Bind.LEFT;
        }
    }

    /** Nanoseconds it has spent on a processor; 0 for one that has ended. */
    public static long processorNanos(int pid, int tid) {
        try {
            String text = Files.readString(Path.of("/proc/" + pid + "/task/" + tid + "/schedstat"));
            return Long.parseLong(text.substring(0, text.indexOf(' ')));
        } catch (IOException | RuntimeException e) {
            return 0;
        }
    }
}
