package dev.portledger.agent.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives back what only the start of the agent needed: garbage on the heap, and pages of files (the virtual machine, its cache
 * of classes) that are not used again. What is used again is read again, page by page (madvise(2): MADV_RANDOM, MADV_PAGEOUT).
 */
public final class StartUpMemory {

    private static final int MADV_RANDOM = 1;
    private static final int MADV_PAGEOUT = 21;
    /** Start, end, permissions, offset, device, inode, path (proc_pid_maps(5)). */
    private static final Pattern FILE_MAPPING =
            Pattern.compile("([0-9a-f]+)-([0-9a-f]+) \\S+ \\S+ \\S+ [1-9][0-9]* +/.*");

    private StartUpMemory() {}

    /** Takes some ten milliseconds. Where the kernel refuses, before Linux 5.4, the pages stay. */
    public static void giveBack() throws IOException {
        System.gc();
        for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
            Matcher mapping = FILE_MAPPING.matcher(line);
            if (mapping.matches()) {
                long start = Long.parseUnsignedLong(mapping.group(1), 16);
                long length = Long.parseUnsignedLong(mapping.group(2), 16) - start;
                Native.call(Syscall.MADVISE, start, length, MADV_RANDOM);
                Native.call(Syscall.MADVISE, start, length, MADV_PAGEOUT);
            }
        }
    }
}
