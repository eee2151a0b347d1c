package dev.portledger.domain.audit;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** A SHA-256 value of the tree: 32 bytes, equal by content. */
public final class TreeHash {

    public static final int BYTES = 32;

    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private final byte[] bytes;

    private TreeHash(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @throws IllegalArgumentException for another number of bytes than 32 */
    public static TreeHash of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a hash has " + BYTES + " bytes, not " + bytes.length);
        }
        return new TreeHash(bytes.clone());
    }

    /** @throws IllegalArgumentException for anything else than 64 hexadecimal digits */
    public static TreeHash ofHex(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    /** @throws IllegalArgumentException for anything else than 32 bytes in base64 (RFC 4648, section 4) */
    public static TreeHash ofBase64(String base64) {
        return of(Base64.getDecoder().decode(base64));
    }

    /** RFC 6962, 2.1: the hash of a leaf, SHA-256 over 0x00 and its data. */
    public static TreeHash ofLeaf(byte[] data) {
        return sha256(new byte[] {LEAF}, data);
    }

    /** RFC 6962, 2.1: the hash of a node, SHA-256 over 0x01 and its children. */
    public static TreeHash ofNode(TreeHash left, TreeHash right) {
        return sha256(new byte[] {NODE}, left.bytes, right.bytes);
    }

    /** RFC 6962, 2.1: the root of the empty tree, SHA-256 of nothing. */
    public static TreeHash ofNothing() {
        return sha256();
    }

    private static TreeHash sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return new TreeHash(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    public String base64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TreeHash hash && Arrays.equals(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return hex();
    }
}
