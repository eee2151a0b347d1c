package dev.portledger.agent.bpf;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What this kernel's structures look like, by its own description of them (BTF); offsets in bytes.
 *
 * @param v6Only the bit of skc_ipv6only in the first bytes of a socket
 * @param v6Address empty in a kernel without IPv6
 * @param netnsInode from a struct net to its inode number
 * @param setState id of the tracepoint inet_sock_set_state
 */
record SocketLayout(
        int port,
        int family,
        int address,
        OptionalInt v6Address,
        int device,
        int v6Only,
        int protocol,
        int uid,
        int shutdown,
        int net,
        int netnsInode,
        int setState) {

    /** Empty when the kernel describes itself otherwise than expected. */
    static Optional<SocketLayout> of(KernelTypes types) {
        OptionalInt port = bytes(types, "sock_common", "skc_num");
        OptionalInt family = bytes(types, "sock_common", "skc_family");
        OptionalInt address = bytes(types, "sock_common", "skc_rcv_saddr");
        OptionalInt device = bytes(types, "sock_common", "skc_bound_dev_if");
        OptionalInt v6Only = types.bitOffset("sock_common", "skc_ipv6only");
        OptionalInt protocol = bytes(types, "sock", "sk_protocol");
        OptionalInt uid = bytes(types, "sock", "sk_uid");
        OptionalInt shutdown = bytes(types, "sock", "sk_shutdown");
        OptionalInt net = bytes(types, "sock_common", "skc_net");
        OptionalInt namespace = bytes(types, "net", "ns");
        OptionalInt inode = bytes(types, "ns_common", "inum");
        OptionalInt setState = types.id(KernelTypes.TYPEDEF, "btf_trace_inet_sock_set_state");
        boolean complete = port.isPresent()
                && family.isPresent()
                && address.isPresent()
                && device.isPresent()
                && v6Only.isPresent()
                && protocol.isPresent()
                && uid.isPresent()
                && shutdown.isPresent()
                && net.isPresent()
                && namespace.isPresent()
                && inode.isPresent()
                && setState.isPresent();
        return complete
                ? Optional.of(new SocketLayout(
                        port.getAsInt(),
                        family.getAsInt(),
                        address.getAsInt(),
                        bytes(types, "sock_common", "skc_v6_rcv_saddr"),
                        device.getAsInt(),
                        v6Only.getAsInt(),
                        protocol.getAsInt(),
                        uid.getAsInt(),
                        shutdown.getAsInt(),
                        net.getAsInt(),
                        namespace.getAsInt() + inode.getAsInt(),
                        setState.getAsInt()))
                : Optional.empty();
    }

    private static OptionalInt bytes(KernelTypes types, String struct, String member) {
        OptionalInt bits = types.bitOffset(struct, member);
        return bits.isPresent() ? OptionalInt.of(bits.getAsInt() / 8) : bits;
    }
}
