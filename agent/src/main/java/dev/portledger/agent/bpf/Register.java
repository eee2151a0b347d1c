package dev.portledger.agent.bpf;

/** A register of the BPF machine; its number is its ordinal. */
enum Register {
    /** The result of a call and of the program. */
    R0,
    /** The first argument; the context when a program begins. */
    R1,
    R2,
    R3,
    R4,
    /** The last argument; calls destroy this one and those above. */
    R5,
    R6,
    R7,
    R8,
    R9,
    /** The end of the stack of 512 bytes, read-only. */
    R10
}
