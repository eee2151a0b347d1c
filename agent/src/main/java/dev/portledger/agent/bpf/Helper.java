package dev.portledger.agent.bpf;

/** Functions of the kernel that programs call, by their stable numbers (bpf-helpers(7), enum bpf_func_id in linux/bpf.h). */
enum Helper {
    MAP_LOOKUP_ELEM(1),
    MAP_UPDATE_ELEM(2),
    MAP_DELETE_ELEM(3),
    KTIME_GET_NS(5),
    GET_CURRENT_PID_TGID(14),
    GET_CURRENT_UID_GID(15),
    GET_CURRENT_COMM(16),
    GET_SOCKET_COOKIE(46),
    GETSOCKOPT(57),
    GET_CURRENT_CGROUP_ID(80),
    PROBE_READ_KERNEL(113),
    RINGBUF_OUTPUT(130);

    private final int number;

    Helper(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
