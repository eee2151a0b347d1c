package dev.portledger.agent.holder;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What is needed of {@code /proc/PID/stat} (proc_pid_stat(5)).
 *
 * @param parentPid field 4
 * @param flags field 9, of which PF_KTHREAD marks a thread of the kernel
 * @param startTicks field 22, clock ticks after boot
 */
record ProcessStat(int parentPid, long flags, long startTicks) {

    private static final long PF_KTHREAD = 0x0020_0000;
    /** Of the fields behind the comm, which begin with field 3. */
    private static final int PARENT = 1;

    private static final int FLAGS = 6;
    private static final int START = 19;

    /** Empty if the text is not of that form, as when the process ended while it was being read. */
    static Optional<ProcessStat> parse(byte[] bytes) {
        // comm holds any bytes, parentheses and blanks among them; no field after it holds one
        String text = new String(bytes, StandardCharsets.UTF_8);
        int close = text.lastIndexOf(')');
        if (close < 0) {
            return Optional.empty();
        }
        String[] fields = text.substring(close + 1).strip().split(" ", -1);
        if (fields.length <= START) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ProcessStat(
                    Integer.parseInt(fields[PARENT]), Long.parseLong(fields[FLAGS]), Long.parseLong(fields[START])));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    boolean isKernelThread() {
        return (flags & PF_KTHREAD) != 0;
    }
}
