package dev.portledger.domain.socket;

/** Address family of a socket, with the kernel's number (AF_INET, AF_INET6). */
public enum IpFamily {
    IPV4(2, 4),
    IPV6(10, 16);

    private final int number;
    private final int bytes;

    IpFamily(int number, int bytes) {
        this.number = number;
        this.bytes = bytes;
    }

    public int number() {
        return number;
    }

    /** Length of an address of this family in bytes. */
    public int bytes() {
        return bytes;
    }
}
