package dev.portledger.agent.socket;

import dev.portledger.agent.netlink.RowSink;
import dev.portledger.agent.netlink.SocketRow;
import dev.portledger.domain.socket.IpFamily;
import dev.portledger.domain.socket.SocketId;
import dev.portledger.domain.socket.TcpState;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads the lines of {@code /proc/net/tcp} and its like. Columns: number, local address, remote address, state, queues
 * ({@code tx:rx}), timer ({@code kind:when}), retransmits, uid, timeout, inode. Addresses are hexadecimal words of 32 bits
 * in the host's byte order, ports are numbers. Knows nothing of where the bytes come from.
 */
final class ProcNetParser implements SocketRow {

    /** The kernel tells timers in units of 1/100 s, whatever its own tick (USER_HZ). */
    private static final int MILLIS_PER_TICK = 10;

    private final IpFamily family;
    private final int states;
    private final int wantedPort;
    private final RowSink sink;
    private boolean headerPassed;
    private byte[] bytes = new byte[0];
    private int at;
    private int end;

    private long high;
    private long low;
    private int port;
    private int state;
    private int timer;
    private long receiveQueue;
    private long sendQueue;
    private long expires;
    private long uid;
    private long inode;

    /**
     * @param states mask of the states to tell
     * @param port the port to tell, 0 for all
     */
    ProcNetParser(IpFamily family, int states, int port, RowSink sink) {
        this.family = family;
        this.states = states;
        this.wantedPort = port;
        this.sink = sink;
    }

    /**
     * Reads the whole lines in a buffer.
     *
     * @return how many bytes they were; what follows is the beginning of a line whose rest has not been read
     * @throws IOException if a line does not have that form
     */
    int parse(byte[] buffer, int length) throws IOException {
        bytes = buffer;
        int start = 0;
        for (int i = 0; i < length; i++) {
            if (buffer[i] == '\n') {
                if (headerPassed) {
                    line(start, i);
                }
                headerPassed = true;
                start = i + 1;
            }
        }
        if (start == 0 && length == buffer.length) {
            throw new IOException("malformed line of /proc/net: longer than " + length + " bytes");
        }
        return start;
    }

    private void line(int from, int to) throws IOException {
        at = from;
        end = to;
        while (at < end && bytes[at] == ' ') {
            at++; // a number below 10000 is padded
        }
        column();
        address();
        skip(':');
        port = (int) hex(65_535);
        column(); // remote address
        column();
        state = (int) hex(0xff);
        if ((state > 31 || ((1 << state) & states) == 0) || (wantedPort != 0 && wantedPort != port)) {
            return;
        }
        column();
        sendQueue = hex();
        skip(':');
        receiveQueue = hex();
        column();
        timer = (int) hex();
        skip(':');
        expires = hex() * MILLIS_PER_TICK;
        column(); // retransmits
        column();
        uid = decimal();
        column(); // timeout
        column();
        inode = decimal();
        sink.row(this);
    }

    private void address() throws IOException {
        if (family == IpFamily.IPV4) {
            high = 0;
            low = word();
        } else {
            high = (word() << 32) | word();
            low = (word() << 32) | word();
        }
    }

    /** One word in the host's order, turned into network order. */
    private long word() throws IOException {
        int value = 0;
        for (int i = 0; i < 8; i++) {
            int digit = at < end ? Character.digit(bytes[at], 16) : -1;
            if (digit < 0) {
                throw malformed();
            }
            value = (value << 4) | digit;
            at++;
        }
        return Integer.reverseBytes(value) & 0xffff_ffffL;
    }

    private long hex() throws IOException {
        return number(16);
    }

    private long hex(int most) throws IOException {
        long number = hex();
        if (number < 0 || number > most) {
            throw malformed();
        }
        return number;
    }

    private long decimal() throws IOException {
        return number(10);
    }

    private long number(int radix) throws IOException {
        int start = at;
        long value = 0;
        int digit;
        while (at < end && at - start < 16 && (digit = Character.digit(bytes[at], radix)) >= 0) {
            value = value * radix + digit;
            at++;
        }
        if (at == start) {
            throw malformed();
        }
        return value;
    }

    /** Moves to the beginning of the next column. */
    private void column() throws IOException {
        while (at < end && bytes[at] != ' ') {
            at++;
        }
        while (at < end && bytes[at] == ' ') {
            at++;
        }
        if (at == end) {
            throw malformed();
        }
    }

    private void skip(char separator) throws IOException {
        if (at >= end || bytes[at] != separator) {
            throw malformed();
        }
        at++;
    }

    private static IOException malformed() {
        return new IOException("malformed line of /proc/net");
    }

    @Override
    public IpFamily family() {
        return family;
    }

    @Override
    public int state() {
        return state;
    }

    @Override
    public int timer() {
        return timer;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public long addressHigh() {
        return high;
    }

    @Override
    public long addressLow() {
        return low;
    }

    @Override
    public int device() {
        return 0;
    }

    @Override
    public long key() {
        return inode;
    }

    @Override
    public SocketId id() {
        return new SocketId.Inode(inode);
    }

    @Override
    public OptionalLong inode() {
        return inode == 0 ? OptionalLong.empty() : OptionalLong.of(inode);
    }

    @Override
    public long uid() {
        return uid;
    }

    @Override
    public long receiveQueue() {
        return receiveQueue;
    }

    @Override
    public OptionalLong sendQueue() {
        return state == TcpState.LISTEN.number() ? OptionalLong.empty() : OptionalLong.of(sendQueue);
    }

    @Override
    public long expiresMillis() {
        return expires;
    }

    @Override
    public Optional<Boolean> v6Only() {
        return Optional.empty();
    }

    @Override
    public OptionalLong cgroupId() {
        return OptionalLong.empty();
    }
}
