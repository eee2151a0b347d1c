package dev.portledger.domain.socket;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * An IP address as the kernel has it. Unlike {@link java.net.InetAddress} it never resolves names and keeps
 * {@code ::ffff:a.b.c.d} an IPv6 address, because a socket bound to one is an IPv6 socket.
 *
 * @param family the family of the socket
 * @param high the upper 64 bits; zero for IPv4
 * @param low the lower 64 bits; for IPv4 the address in the lowest 32
 */
public record IpAddress(IpFamily family, long high, long low) implements Comparable<IpAddress> {

    public static final IpAddress ANY_IPV4 = new IpAddress(IpFamily.IPV4, 0, 0);
    public static final IpAddress ANY_IPV6 = new IpAddress(IpFamily.IPV6, 0, 0);

    private static final long V4_MAPPED = 0xffff_0000_0000L;
    private static final int GROUPS = 8;

    public IpAddress {
        if (family == IpFamily.IPV4 && (high != 0 || low >>> 32 != 0)) {
            throw new IllegalArgumentException("an IPv4 address has 32 bits");
        }
    }

    /** An address of 4 or 16 bytes in network order. */
    public static IpAddress of(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return switch (bytes.length) {
            case 4 -> new IpAddress(IpFamily.IPV4, 0, Integer.toUnsignedLong(buffer.getInt()));
            case 16 -> new IpAddress(IpFamily.IPV6, buffer.getLong(), buffer.getLong());
            default -> throw new IllegalArgumentException("an IP address has 4 or 16 bytes, not " + bytes.length);
        };
    }

    /**
     * Reads dotted IPv4, or IPv6 in any form of RFC 4291 without a zone.
     *
     * @throws IllegalArgumentException if the text is no address
     */
    @JsonCreator
    public static IpAddress parse(String text) {
        return tryParse(text).orElseThrow(() -> new IllegalArgumentException("not an IP address: " + text));
    }

    /** Like {@link #parse}, empty if the text is no address. */
    public static Optional<IpAddress> tryParse(String text) {
        return text.indexOf(':') < 0
                ? parseIpv4(text).map(bits -> new IpAddress(IpFamily.IPV4, 0, bits))
                : parseIpv6(text);
    }

    private static Optional<Long> parseIpv4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return Optional.empty();
        }
        long bits = 0;
        for (String part : parts) {
            int value = number(part, 10, 3);
            if (value < 0 || value > 255) {
                return Optional.empty();
            }
            bits = bits << 8 | value;
        }
        return Optional.of(bits);
    }

    private static Optional<IpAddress> parseIpv6(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return Optional.empty();
        }
        int[] groups = new int[GROUPS];
        if (gap < 0) {
            return readGroups(text, groups, true) == GROUPS ? Optional.of(ofGroups(groups)) : Optional.empty();
        }
        int[] tail = new int[GROUPS];
        int before = gap == 0 ? 0 : readGroups(text.substring(0, gap), groups, false);
        String rest = text.substring(gap + 2);
        int after = rest.isEmpty() ? 0 : readGroups(rest, tail, true);
        if (before < 0 || after < 0 || before + after >= GROUPS) {
            return Optional.empty();
        }
        System.arraycopy(tail, 0, groups, GROUPS - after, after);
        return Optional.of(ofGroups(groups));
    }

    /** Reads colon-separated groups; their number, or -1 if malformed. At the address's end the last may be dotted IPv4. */
    private static int readGroups(String text, int[] into, boolean atEnd) {
        String[] parts = text.split(":", -1);
        int at = 0;
        for (int i = 0; i < parts.length; i++) {
            if (atEnd && i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
                Optional<Long> dotted = parseIpv4(parts[i]);
                if (dotted.isEmpty() || at + 2 > GROUPS) {
                    return -1;
                }
                into[at++] = (int) (dotted.get() >>> 16);
                into[at++] = (int) (dotted.get() & 0xffff);
            } else {
                int value = number(parts[i], 16, 4);
                if (value < 0 || at == GROUPS) {
                    return -1;
                }
                into[at++] = value;
            }
        }
        return at;
    }

    private static int number(String text, int radix, int maxLength) {
        if (text.isEmpty() || text.length() > maxLength) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) < 128 ? Character.digit(text.charAt(i), radix) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value * radix + digit;
        }
        return value;
    }

    private static IpAddress ofGroups(int[] groups) {
        long high = 0;
        long low = 0;
        for (int i = 0; i < 4; i++) {
            high = high << 16 | groups[i];
            low = low << 16 | groups[i + 4];
        }
        return new IpAddress(IpFamily.IPV6, high, low);
    }

    /** Whether this is {@code 0.0.0.0} or {@code ::}. */
    public boolean isWildcard() {
        return high == 0 && low == 0;
    }

    /** Whether this is in 127.0.0.0/8 or is {@code ::1}. */
    public boolean isLoopback() {
        return family == IpFamily.IPV4 ? low >>> 24 == 127 : high == 0 && low == 1;
    }

    /** Whether this is an IPv4 address carried by an IPv6 socket, {@code ::ffff:a.b.c.d}. */
    public boolean isV4Mapped() {
        return family == IpFamily.IPV6 && high == 0 && (low & ~0xffff_ffffL) == V4_MAPPED;
    }

    /** Whether a bind to one could meet a socket on the other, whatever their ports; {@code ::} is taken for dual-stack. */
    public boolean couldMeet(IpAddress other) {
        IpAddress one = unmapped();
        IpAddress two = other.unmapped();
        return one.equals(two) || one.covers(two) || two.covers(one);
    }

    private boolean covers(IpAddress other) {
        return isWildcard() && (family == IpFamily.IPV6 || other.family == IpFamily.IPV4);
    }

    /** An IPv6 socket on {@code ::ffff:a.b.c.d} is in the way of an IPv4 socket on {@code a.b.c.d}. */
    private IpAddress unmapped() {
        return isV4Mapped() ? new IpAddress(IpFamily.IPV4, 0, low & 0xffff_ffffL) : this;
    }

    /** Canonical text: dotted for IPv4, RFC 5952 for IPv6. */
    @JsonValue
    public String text() {
        if (family == IpFamily.IPV4) {
            return dotted(low);
        }
        return isV4Mapped() ? "::ffff:" + dotted(low) : compressed();
    }

    private static String dotted(long bits) {
        return (bits >>> 24 & 255) + "." + (bits >>> 16 & 255) + "." + (bits >>> 8 & 255) + "." + (bits & 255);
    }

    private int group(int index) {
        long half = index < 4 ? high : low;
        return (int) ((half >>> (16 * (3 - index % 4))) & 0xffff);
    }

    private String compressed() {
        int bestStart = -1;
        int bestLength = 1; // RFC 5952 4.2.2: a single zero group is not shortened
        for (int i = 0; i < GROUPS; i++) {
            int length = 0;
            while (i + length < GROUPS && group(i + length) == 0) {
                length++;
            }
            if (length > bestLength) {
                bestStart = i;
                bestLength = length;
            }
            i += length;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == bestStart) {
                text.append("::");
                i += bestLength - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(group(i)));
        }
        return text.toString();
    }

    @Override
    public int compareTo(IpAddress other) {
        int byFamily = family.compareTo(other.family);
        int byHigh = Long.compareUnsigned(high, other.high);
        return byFamily != 0 ? byFamily : byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        return text();
    }
}
