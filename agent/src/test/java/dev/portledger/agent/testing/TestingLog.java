package dev.portledger.agent.testing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.portledger.agent.witness.LogWitness;
import dev.portledger.domain.audit.AuditEntry;
import dev.portledger.domain.audit.Checkpoint;
import dev.portledger.domain.audit.ExportJson;
import dev.portledger.domain.audit.ExportLine;
import dev.portledger.domain.audit.GrowingTree;
import dev.portledger.domain.audit.MerkleTree;
import dev.portledger.domain.audit.NoteKey;
import dev.portledger.domain.audit.SignedCheckpoint;
import dev.portledger.domain.audit.TreeHash;
import dev.portledger.domain.frame.ServerFrame;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** An audit log with a key, as a server would have it. */
public final class TestingLog {

    /** A key pair in memory. */
    public record Keys(KeyPair pair) implements LogWitness.Keys {

        public static Keys fresh() {
            try {
                return new Keys(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public byte[] x509() {
            return pair.getPublic().getEncoded();
        }

        @Override
        public byte[] sign(byte[] message) {
            try {
                Signature signature = Signature.getInstance("Ed25519");
                signature.initSign(pair.getPrivate());
                signature.update(message);
                return signature.sign();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private final Keys keys;
    private final NoteKey key;
    private final List<AuditEntry> entries = new ArrayList<>();
    private final Map<String, TreeHash> nodes = new HashMap<>();
    private final GrowingTree tree = new GrowingTree();

    private TestingLog(Keys keys) {
        this.keys = keys;
        key = NoteKey.of("portledger-audit/test", NoteKey.Kind.LOG, keys.x509());
    }

    public static TestingLog empty() {
        return new TestingLog(Keys.fresh());
    }

    /** Another history under the same key. */
    public TestingLog rewritten(String actor) {
        TestingLog other = new TestingLog(keys);
        entries.forEach(_ -> other.append(actor));
        return other;
    }

    public NoteKey key() {
        return key;
    }

    public void append(String actor) {
        AuditEntry entry = new AuditEntry(
                        tree.size() + 1,
                        Instant.parse("2026-11-17T03:14:15Z"),
                        "PERSON",
                        actor,
                        "test.act",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        JsonNodeFactory.instance.objectNode(),
                        entries.isEmpty()
                                ? AuditEntry.BEFORE_THE_FIRST
                                : entries.getLast().hash(),
                        "")
                .sealed();
        entries.add(entry);
        tree.append(entry.leaf()).forEach(node -> nodes.put(node.level() + "/" + node.position(), node.hash()));
    }

    private SignedCheckpoint signed() {
        return SignedCheckpoint.by(key, keys, new Checkpoint(key.name(), tree.size(), tree.root()));
    }

    /** The frame with the log as it is. */
    public ServerFrame.Checkpoint offer(long from) {
        MerkleTree kept =
                new MerkleTree((level, position) -> Objects.requireNonNull(nodes.get(level + "/" + position)));
        List<String> proof = from > tree.size()
                ? List.of()
                : kept.consistency(from, tree.size()).stream()
                        .map(TreeHash::base64)
                        .toList();
        return new ServerFrame.Checkpoint(key.text(), signed().note(), from, proof);
    }

    /** A whole export, made now. */
    public List<String> export() {
        List<ExportLine> lines = new ArrayList<>();
        lines.add(new ExportLine.Export(
                ExportLine.FORMAT, key.text(), Instant.now().plusSeconds(1), signed().note(), Optional.empty()));
        entries.forEach(entry -> lines.add(new ExportLine.Entry(entry, Optional.empty())));
        lines.add(new ExportLine.End(entries.size()));
        return lines.stream().map(ExportJson::write).toList();
    }
}
