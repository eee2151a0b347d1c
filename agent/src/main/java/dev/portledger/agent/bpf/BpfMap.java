package dev.portledger.agent.bpf;

/**
 * A map in the kernel; it lives as long as this process or a program has it.
 *
 * @param descriptor of this process
 */
record BpfMap(int descriptor) {

    /** Kinds of maps, by the kernel's numbers (enum bpf_map_type in linux/bpf.h). */
    enum Kind {
        ARRAY(2),
        /** A hash table that drops the entries that were not used for longest when it is full. */
        LRU_HASH(9),
        /** Linux 5.8 or later. */
        RING_BUFFER(27);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }
}
