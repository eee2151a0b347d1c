package dev.portledger.agent.bpf;

/** A register of the BPF machine (RFC 9669, section 3). */
enum Register {
    /** The result of a call and of the program. */
    R0(0),
    /** The first argument; the context when a program begins. */
    R1(1),
    R2(2),
    R3(3),
    R4(4),
    /** The last argument; calls destroy this one and those above. */
    R5(5),
    R6(6),
    R7(7),
    R8(8),
    R9(9),
    /** The end of the stack of 512 bytes, read-only. */
    R10(10);

    private final int number;

    Register(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
