package dev.portledger.agent.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.portledger.domain.socket.IpAddress;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A record of the ring buffer, read in place; only valid during the call it is given to. Nothing is checked here. */
public final class RawEvent {

    /** What it tells. */
    public enum What {
        LISTENING(1),
        CLOSED(2),
        /** {@link #result} is the error. */
        FAILED(3),
        /** A bind is about to be carried out. */
        ATTEMPT(4),
        /** A bind has succeeded; only protocol, port, cookie and time are told. */
        BOUND(5);

        private final int number;

        What(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }

    private MemorySegment record = MemorySegment.NULL;

    RawEvent at(MemorySegment place) {
        record = place;
        return this;
    }

    /** Empty for a kind that is not known. */
    public Optional<What> what() {
        int number = word(RecordLayout.KIND);
        for (What what : What.values()) {
            if (what.number == number) {
                return Optional.of(what);
            }
        }
        return Optional.empty();
    }

    /** Whether it is about listen(2) and not bind(2). */
    public boolean isOfListen() {
        return word(RecordLayout.CALL) != 0;
    }

    /** Whether it leaves LISTEN because it is being closed; else that may be the end of a listen(2) that fails. */
    public boolean isShutDown() {
        return word(RecordLayout.SHUTDOWN) != 0;
    }

    /** 0, or the negated errno. */
    public int result() {
        return word(RecordLayout.RESULT);
    }

    /** CLOCK_MONOTONIC in nanoseconds. */
    public long monotonicNanos() {
        return record.get(JAVA_LONG, RecordLayout.TIME);
    }

    public int pid() {
        return word(RecordLayout.PID);
    }

    public int tid() {
        return word(RecordLayout.TID);
    }

    public long uid() {
        return Integer.toUnsignedLong(word(RecordLayout.UID));
    }

    /** 0 when unknown. */
    public long cgroupId() {
        return record.get(JAVA_LONG, RecordLayout.CGROUP);
    }

    public String comm() {
        byte[] bytes =
                record.asSlice(RecordLayout.COMM, RecordLayout.COMM_LENGTH).toArray(JAVA_BYTE);
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** AF_INET or AF_INET6. */
    public int family() {
        return word(RecordLayout.FAMILY);
    }

    public int port() {
        return word(RecordLayout.PORT);
    }

    /**
     * The local address.
     *
     * @param bytes 4 or 16
     */
    public IpAddress address(int bytes) {
        return IpAddress.of(record.asSlice(RecordLayout.ADDRESS, bytes).toArray(JAVA_BYTE));
    }

    public int protocol() {
        return word(RecordLayout.PROTOCOL);
    }

    /** Index of an interface, 0 for none. */
    public int device() {
        return word(RecordLayout.DEVICE);
    }

    public Optional<Boolean> reuseAddress() {
        return flag(RecordLayout.REUSEADDR);
    }

    public Optional<Boolean> reusePort() {
        return flag(RecordLayout.REUSEPORT);
    }

    public Optional<Boolean> v6Only() {
        return flag(RecordLayout.V6ONLY);
    }

    public Optional<Long> socketUid() {
        int uid = word(RecordLayout.SOCKET_UID);
        return uid == RecordLayout.UNKNOWN ? Optional.empty() : Optional.of(Integer.toUnsignedLong(uid));
    }

    public Optional<Long> netns() {
        int inode = word(RecordLayout.NETNS);
        return inode == 0 ? Optional.empty() : Optional.of(Integer.toUnsignedLong(inode));
    }

    /** 0 when unknown. */
    public long cookie() {
        return record.get(JAVA_LONG, RecordLayout.COOKIE);
    }

    private Optional<Boolean> flag(int field) {
        int value = word(field);
        return value == RecordLayout.UNKNOWN ? Optional.empty() : Optional.of(value != 0);
    }

    private int word(int field) {
        return record.get(JAVA_INT, field);
    }
}
