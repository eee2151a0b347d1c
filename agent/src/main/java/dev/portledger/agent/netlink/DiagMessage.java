package dev.portledger.agent.netlink;

import dev.portledger.domain.socket.IpFamily;
import dev.portledger.domain.socket.SocketId;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One {@code inet_diag_msg} with its attributes, read in place (linux/inet_diag.h): 72 bytes, then attributes of a
 * 16-bit length, a 16-bit type and the value, padded to 4. Little-endian but for ports and addresses.
 */
final class DiagMessage implements SocketRow {

    static final int LENGTH = 72;

    private static final int ATTRIBUTE_SKV6ONLY = 11;
    private static final int ATTRIBUTE_CGROUP_ID = 21;

    private byte[] bytes = new byte[0];
    private int start;
    private int end;
    private IpFamily family = IpFamily.IPV4;

    /**
     * Points to another message.
     *
     * @param from first byte of inet_diag_msg
     * @param to behind the last byte of its attributes
     * @return false if it is of a family other than IPv4 and IPv6, which is to be passed over
     * @throws DiagFormatException if it is too short, or an attribute leaves its bounds
     */
    boolean moveTo(byte[] buffer, int from, int to) throws DiagFormatException {
        if (to - from < LENGTH) {
            throw new DiagFormatException("a socket of " + (to - from) + " bytes", from);
        }
        bytes = buffer;
        start = from;
        end = to;
        for (int at = from + LENGTH; at < to; at = next(at)) {
            int length = to - at < 4 ? 0 : Bytes.u16(bytes, at);
            if (length < 4 || length > to - at) {
                throw new DiagFormatException("an attribute of " + length + " bytes", at);
            }
        }
        int number = bytes[start];
        family = number == IpFamily.IPV6.number() ? IpFamily.IPV6 : IpFamily.IPV4;
        return number == family.number();
    }

    private int next(int attribute) {
        return attribute + ((Bytes.u16(bytes, attribute) + 3) & ~3);
    }

    /** Where the value of an attribute begins, or -1 if it is absent or shorter than so many bytes. */
    private int value(int type, int length) {
        for (int at = start + LENGTH; at < end; at = next(at)) {
            if (Bytes.u16(bytes, at + 2) == type && Bytes.u16(bytes, at) >= 4 + length) {
                return at + 4;
            }
        }
        return -1;
    }

    /** The inet_diag_sockid, by which the kernel knows this socket and no other. */
    byte[] sockId() {
        return Arrays.copyOfRange(bytes, start + 4, start + 4 + SockDestroy.ID);
    }

    @Override
    public IpFamily family() {
        return family;
    }

    @Override
    public int state() {
        return bytes[start + 1];
    }

    @Override
    public int timer() {
        return bytes[start + 2];
    }

    @Override
    public int port() {
        return Bytes.networkU16(bytes, start + 4);
    }

    @Override
    public long addressHigh() {
        return family == IpFamily.IPV4 ? 0 : Bytes.networkI64(bytes, start + 8);
    }

    @Override
    public long addressLow() {
        return family == IpFamily.IPV4
                ? Bytes.networkI64(bytes, start + 8) >>> 32
                : Bytes.networkI64(bytes, start + 16);
    }

    @Override
    public int device() {
        return (int) Bytes.u32(bytes, start + 40);
    }

    @Override
    public long key() {
        return Bytes.u32(bytes, start + 44) | Bytes.u32(bytes, start + 48) << 32;
    }

    @Override
    public SocketId id() {
        return new SocketId.Cookie(key());
    }

    @Override
    public OptionalLong inode() {
        long inode = Bytes.u32(bytes, start + 68);
        return inode == 0 ? OptionalLong.empty() : OptionalLong.of(inode);
    }

    @Override
    public long uid() {
        return Bytes.u32(bytes, start + 64);
    }

    @Override
    public long receiveQueue() {
        return Bytes.u32(bytes, start + 56);
    }

    @Override
    public OptionalLong sendQueue() {
        return OptionalLong.of(Bytes.u32(bytes, start + 60));
    }

    @Override
    public long expiresMillis() {
        return Bytes.u32(bytes, start + 52);
    }

    @Override
    public Optional<Boolean> v6Only() {
        int at = family == IpFamily.IPV6 ? value(ATTRIBUTE_SKV6ONLY, 1) : -1;
        return at < 0 ? Optional.empty() : Optional.of(bytes[at] != 0);
    }

    @Override
    public OptionalLong cgroupId() {
        int at = value(ATTRIBUTE_CGROUP_ID, 8);
        return at < 0 ? OptionalLong.empty() : OptionalLong.of(Bytes.u32(bytes, at) | Bytes.u32(bytes, at + 4) << 32);
    }
}
