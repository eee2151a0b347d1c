package dev.portledger.agent.netlink;

import dev.portledger.agent.kernel.Errno;
import dev.portledger.agent.kernel.KernelException;
import java.io.IOException;

/**
 * Reads the datagrams of one dump: netlink messages of a 16-byte header (length, type, flags, sequence, port id), padded
 * to 4 (netlink(7)). Knows nothing of where the bytes come from.
 */
final class DiagParser {

    static final int TCPDIAG_GETSOCK = 18;
    static final int SOCK_DIAG_BY_FAMILY = 20;

    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int NLM_F_DUMP_INTR = 0x10;
    private static final int HEADER = 16;

    private final DiagMessage message = new DiagMessage();
    private boolean interrupted;

    enum Progress {
        MORE,
        DONE,
        /** Done, but the kernel's table changed under the dump, so that it may be inconsistent: ask again. */
        INTERRUPTED
    }

    /** To be called before the first datagram of a dump. */
    void begin() {
        interrupted = false;
    }

    /**
     * Reads one datagram.
     *
     * @param length how many bytes of it are in the buffer
     * @param sequence number of the request; messages with other numbers are left over from an earlier one and ignored
     * @throws KernelException the kernel answered with an error
     * @throws DiagFormatException the datagram is not what netlink(7) describes
     */
    Progress parse(byte[] buffer, int length, int sequence, RowSink sink) throws IOException {
        int at = 0;
        while (at < length) {
            long size = length - at < HEADER ? 0 : Bytes.u32(buffer, at);
            if (size < HEADER || size > length - at) {
                throw new DiagFormatException("a message of " + size + " bytes", at);
            }
            int end = at + (int) size;
            if ((int) Bytes.u32(buffer, at + 8) == sequence) {
                interrupted |= (Bytes.u16(buffer, at + 6) & NLM_F_DUMP_INTR) != 0;
                if (last(buffer, at, end, sink)) {
                    return interrupted ? Progress.INTERRUPTED : Progress.DONE;
                }
            }
            at = (end + 3) & ~3;
        }
        return Progress.MORE;
    }

    private boolean last(byte[] buffer, int at, int end, RowSink sink) throws IOException {
        int type = Bytes.u16(buffer, at + 4);
        if (type == NLMSG_ERROR) {
            fail(buffer, at + HEADER, end, Errno.EINVAL.number());
            return true; // an errno of 0 acknowledges a request that is not a dump
        }
        if (type == NLMSG_DONE) {
            fail(buffer, at + HEADER, end, 0);
        } else if ((type == TCPDIAG_GETSOCK || type == SOCK_DIAG_BY_FAMILY)
                && message.moveTo(buffer, at + HEADER, end)) {
            sink.row(message);
        }
        return type == NLMSG_DONE;
    }

    /** Throws if the number at this place is a negated errno; a message too short for one counts as the default. */
    private static void fail(byte[] buffer, int at, int end, int byDefault) throws KernelException {
        int errno = end - at < 4 ? byDefault : (int) -Bytes.u32(buffer, at);
        if (errno > 0) {
            throw new KernelException("sock_diag", errno);
        }
    }
}
