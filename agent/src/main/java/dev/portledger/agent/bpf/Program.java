package dev.portledger.agent.bpf;

/**
 * A program to load.
 *
 * @param name at most 15 letters, digits and underscores
 * @param kind what may call it
 * @param subject what it is attached to, known when it is loaded: an id among the {@link KernelTypes}; 0 where a link tells it
 * @param code instructions of 8 bytes
 */
record Program(String name, Kind kind, int subject, byte[] code) {

    /** Kinds of programs and where they are attached (enum bpf_prog_type, enum bpf_attach_type in linux/bpf.h). */
    enum Kind {
        TRACEPOINT(5, 0),
        POST_BIND4(9, 12),
        POST_BIND6(9, 13),
        SOCK_RELEASE(9, 34),
        BIND4(18, 8),
        BIND6(18, 9),
        /** A tracepoint whose arguments have types. */
        TYPED_TRACEPOINT(26, 23);

        private final int type;
        private final int attachType;

        Kind(int type, int attachType) {
            this.type = type;
            this.attachType = attachType;
        }

        int type() {
            return type;
        }

        int attachType() {
            return attachType;
        }
    }
}
