package dev.portledger.agent.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads files of {@code /proc/sys} (proc_sys(5)). */
public final class ProcSys {

    private ProcSys() {}

    /**
     * The content, without blanks around it. In one read: of numbers and lists the kernel tells nothing to a second one
     * (proc_dointvec in kernel/sysctl.c), and {@code Files.readString} begins with a single byte.
     *
     * @throws IOException when it cannot be read, or has more bytes than that
     */
    public static String read(Path file, int longest) throws IOException {
        byte[] bytes = new byte[longest + 1];
        try (InputStream in = Files.newInputStream(file)) {
            int length = Math.max(0, in.read(bytes));
            if (length > longest) {
                throw new IOException("it is longer than " + longest + " bytes");
            }
            return new String(bytes, 0, length, StandardCharsets.US_ASCII).strip();
        }
    }
}
