package dev.portledger.agent.uplink;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The id of this host: HMAC-SHA256 over a text of ours, keyed with the machine id, as machine-id(5) asks of whoever sends an
 * id over a network. The machine id itself never leaves the host. Without one, a random id that is kept in the state folder.
 */
final class HostIdentity {

    private static final String PURPOSE = "portledger host id 1";

    private HostIdentity() {}

    static UUID of(Path machineId, Path stateFolder) throws IOException {
        try {
            byte[] key = HexFormat.of().parseHex(Files.readString(machineId).strip());
            if (key.length == 16) {
                return derived(key);
            }
        } catch (IOException | IllegalArgumentException e) {
            // "uninitialized" at an early boot, or none at all in a container: the kept one below
        }
        return kept(stateFolder.resolve("host-id"));
    }

    private static UUID derived(byte[] machineId) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(machineId, "HmacSHA256"));
            ByteBuffer hash = ByteBuffer.wrap(mac.doFinal(PURPOSE.getBytes(StandardCharsets.UTF_8)));
            return version8(hash.getLong(), hash.getLong());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
        }
    }

    /** RFC 9562, 5.8: bits of one's own making. */
    private static UUID version8(long high, long low) {
        return new UUID((high & ~0xf000L) | 0x8000L, (low & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L);
    }

    private static UUID kept(Path file) throws IOException {
        try {
            return UUID.fromString(Files.readString(file).strip());
        } catch (NoSuchFileException e) {
            UUID fresh = UUID.randomUUID();
            Files.writeString(file, fresh + "\n");
            return fresh;
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " does not hold a host id; remove it to get a new one", e);
        }
    }
}
