package dev.portledger.domain.socket;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * What tells one socket from another one on the same endpoint.
 *
 * <p>The cookie (sock_diag(7), SO_COOKIE) is never reused within a boot of the host. Where only {@code /proc/net} can be
 * read there is no cookie and the inode stands in: unique among live sockets, but reused over time.
 */
public sealed interface SocketId {

    record Cookie(long value) implements SocketId {
        @Override
        @JsonValue
        public String text() {
            return "cookie:" + Long.toUnsignedString(value);
        }
    }

    record Inode(long value) implements SocketId {
        @Override
        @JsonValue
        public String text() {
            return "inode:" + Long.toUnsignedString(value);
        }
    }

    /**
     * No socket: the endpoint itself, which nobody holds. No table of sockets has it; it is what a release of TIME_WAIT sockets names
     * where there was nothing to stop.
     */
    record Unheld() implements SocketId {
        private static final String TEXT = "unheld";

        @Override
        @JsonValue
        public String text() {
            return TEXT;
        }
    }

    /** {@code cookie:N} or {@code inode:N}, N unsigned decimal; or {@code unheld}. */
    String text();

    /** @throws IllegalArgumentException if the text is no form of {@link #text()} */
    @JsonCreator
    static SocketId parse(String text) {
        if (text.startsWith("cookie:")) {
            return new Cookie(Long.parseUnsignedLong(text.substring(7)));
        }
        if (text.startsWith("inode:")) {
            return new Inode(Long.parseUnsignedLong(text.substring(6)));
        }
        if (text.equals(Unheld.TEXT)) {
            return new Unheld();
        }
        throw new IllegalArgumentException("not a socket id: " + text);
    }
}
