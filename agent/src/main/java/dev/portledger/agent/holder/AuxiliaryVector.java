package dev.portledger.agent.holder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel told this process at its start (getauxval(3)): pairs of longs in {@code /proc/self/auxv}. */
final class AuxiliaryVector {

    private static final long AT_CLKTCK = 17;

    private AuxiliaryVector() {}

    /** The unit of start times in {@code /proc/PID/stat}, sysconf(_SC_CLK_TCK). */
    static long ticksPerSecond() throws IOException {
        ByteBuffer pairs =
                ByteBuffer.wrap(Files.readAllBytes(Path.of("/proc/self/auxv"))).order(ByteOrder.nativeOrder());
        while (pairs.remaining() >= 2 * Long.BYTES) {
            long type = pairs.getLong();
            long value = pairs.getLong();
            if (type == AT_CLKTCK && value > 0) {
                return value;
            }
        }
        throw new IOException("/proc/self/auxv does not tell the clock tick");
    }
}
