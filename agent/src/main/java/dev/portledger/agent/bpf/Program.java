package dev.portledger.agent.bpf;

/** A program to load. */
final class Program {

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

    private final String name;
    private final Kind kind;
    private final int subject;
    private final byte[] code;

    /**
     * @param name at most 15 letters, digits and underscores
     * @param kind what may call it
     * @param subject what it is attached to, if that is known when it is loaded: an id among the {@link KernelTypes}; 0 where a link
     *     tells it
     * @param code instructions of 8 bytes
     */
    Program(String name, Kind kind, int subject, byte[] code) {
        this.name = name;
        this.kind = kind;
        this.subject = subject;
        this.code = code.clone();
    }

    String name() {
        return name;
    }

    Kind kind() {
        return kind;
    }

    int subject() {
        return subject;
    }

    byte[] code() {
        return code.clone();
    }
}
