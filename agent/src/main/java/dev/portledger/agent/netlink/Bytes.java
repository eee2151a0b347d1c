package dev.portledger.agent.netlink;

/**
 * Numbers out of byte arrays, little-endian unless the name says network order. Written out by hand: views by method
 * handles cost ten times as much under the first compiler tier, with which the agent runs.
 */
final class Bytes {

    private Bytes() {}

    static int u16(byte[] bytes, int at) {
        return (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8;
    }

    static long u32(byte[] bytes, int at) {
        return (u16(bytes, at) | u16(bytes, at + 2) << 16) & 0xffff_ffffL;
    }

    static int networkU16(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    }

    static long networkI64(byte[] bytes, int at) {
        return networkU32(bytes, at) << 32 | networkU32(bytes, at + 4);
    }

    private static long networkU32(byte[] bytes, int at) {
        return (networkU16(bytes, at) << 16 | networkU16(bytes, at + 2)) & 0xffff_ffffL;
    }
}
