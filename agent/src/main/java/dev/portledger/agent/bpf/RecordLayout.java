package dev.portledger.agent.bpf;

/**
 * Where the programs write what: a record of {@link #SIZE} bytes in host order, one for all kinds. Zero means unknown for
 * NETNS, COOKIE and CGROUP, minus one for REUSEADDR, REUSEPORT, V6ONLY, SOCKET_UID.
 */
final class RecordLayout {

    static final int KIND = 0; // u32
    static final int RESULT = 4; // s32, 0 or a negated errno
    static final int TIME = 8; // u64, CLOCK_MONOTONIC in ns
    static final int TID = 16; // u32
    static final int PID = 20; // u32
    static final int UID = 24; // u32, GID behind it
    static final int CGROUP = 32; // u64
    static final int COMM = 40; // 16 bytes
    static final int FAMILY = 56; // u32
    static final int PORT = 60; // u32
    static final int ADDRESS = 64; // 4 or 16 bytes, network order
    static final int PROTOCOL = 80; // u32
    static final int DEVICE = 84; // u32
    static final int REUSEADDR = 88; // s32
    static final int REUSEPORT = 92; // s32
    static final int V6ONLY = 96; // s32
    static final int NETNS = 100; // u32
    static final int COOKIE = 104; // u64
    static final int SOCKET_UID = 112; // s32
    static final int CALL = 116; // u32, 1 for listen(2)
    static final int SHUTDOWN = 120; // u32, RCV_SHUTDOWN and SEND_SHUTDOWN; 3 when the socket is being closed
    static final int SIZE = 128;

    static final int COMM_LENGTH = 16;
    static final int UNKNOWN = -1;

    private RecordLayout() {}
}
