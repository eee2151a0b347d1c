package dev.portledger.agent.uplink;

import dev.portledger.agent.witness.LogWitness;
import dev.portledger.domain.frame.HelloProof;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The Ed25519 key by which this host is known to the server. Made at the first run; the private part stays on the host. */
final class AgentKey implements LogWitness.Keys {

    private static final String ALGORITHM = "Ed25519";

    private final PrivateKey privateKey;
    private final String publicKey;
    private final boolean fresh;

    private AgentKey(PrivateKey privateKey, String publicKey, boolean fresh) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
        this.fresh = fresh;
    }

    /** Reads the key of a state folder, or makes it there, readable by its user alone. */
    static AgentKey of(Path stateFolder) throws IOException {
        Path file = stateFolder.resolve("agent-key");
        try {
            return Files.exists(file) ? read(file) : create(file);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(
                    file + " is not a key of this agent; remove it to make a new one, and enrol again", e);
        }
    }

    private static AgentKey read(Path file) throws IOException, GeneralSecurityException {
        List<String> lines = Files.readAllLines(file);
        if (lines.size() != 2) {
            throw new IllegalArgumentException("two lines: PKCS#8 and X.509");
        }
        byte[] encoded = Base64.getDecoder().decode(lines.getFirst());
        PrivateKey key = KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        return new AgentKey(key, lines.getLast(), false);
    }

    private static AgentKey create(Path file) throws IOException, GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        Base64.Encoder base64 = Base64.getEncoder();
        String publicKey = base64.encodeToString(pair.getPublic().getEncoded());
        String text = base64.encodeToString(pair.getPrivate().getEncoded()) + "\n" + publicKey + "\n";
        Path unfinished = file.resolveSibling("agent-key." + UUID.randomUUID());
        FileAttribute<Set<PosixFilePermission>> onlyOwner = PosixFilePermissions.asFileAttribute(
                EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
        Set<StandardOpenOption> options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (SeekableByteChannel channel = Files.newByteChannel(unfinished, options, onlyOwner)) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        }
        try {
            // unlike a move, a link never replaces the key that `enrol` and a starting agent may make at the same time
            Files.createLink(file, unfinished);
        } catch (FileAlreadyExistsException e) {
            return read(file);
        } finally {
            Files.delete(unfinished);
        }
        return new AgentKey(pair.getPrivate(), publicKey, true);
    }

    /** Whether it was made just now, so that no server can know it. */
    boolean isFresh() {
        return fresh;
    }

    /** X.509 encoding, base64. */
    String publicKey() {
        return publicKey;
    }

    /** X.509 encoding. */
    @Override
    public byte[] x509() {
        return Base64.getDecoder().decode(publicKey);
    }

    /** The signature of a hello, base64. */
    String prove(String nonce, UUID hostId, long epoch) {
        return Base64.getEncoder().encodeToString(sign(HelloProof.message(nonce, hostId, epoch)));
    }

    /** The Ed25519 signature of a message. What is signed begins with a text that says what it is, so that nothing passes for another. */
    @Override
    public byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(privateKey);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("an Ed25519 key signs anything", e);
        }
    }
}
