package dev.portledger.domain.frame;

import dev.portledger.domain.socket.SocketKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A sum over the sockets of a table, by which both sides see that their tables agree. It is a plain sum (modulo 2^64) of one
 * number per socket, so either side adds what opened and subtracts what closed; the order does not matter.
 */
public final class TableDigest {

    private TableDigest() {}

    /** The number of one socket: the first 8 bytes of SHA-256 over the key's text. */
    public static long of(SocketKey key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.text().getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    public static long of(Iterable<SocketKey> keys) {
        long sum = 0;
        for (SocketKey key : keys) {
            sum += of(key);
        }
        return sum;
    }
}
