package dev.portledger.server.audit;

import dev.portledger.domain.audit.AuditEntry;
import dev.portledger.domain.audit.ExportJson;
import dev.portledger.domain.audit.ExportLine;
import dev.portledger.domain.audit.NoteKey;
import dev.portledger.domain.audit.SignedCheckpoint;
import dev.portledger.domain.audit.TreeHash;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.host.HostNames;
import dev.portledger.server.scope.CurrentScope;
import dev.portledger.server.scope.HostScope;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Writes exports that an outsider can verify, as {@link ExportLine} describes them. */
@ApplicationScoped
class AuditExport {

    private final AuditReading reading;
    private final Checkpoints checkpoints;
    private final FirstLook firstLook;
    private final CosignerKeys cosigners;
    private final HostNames hosts;
    private final CurrentScope scope;
    private final Clock clock = Clock.systemUTC();

    AuditExport(
            AuditReading reading,
            Checkpoints checkpoints,
            FirstLook firstLook,
            CosignerKeys cosigners,
            HostNames hosts,
            CurrentScope scope) {
        this.scope = scope;
        this.reading = reading;
        this.checkpoints = checkpoints;
        this.firstLook = firstLook;
        this.cosigners = cosigners;
        this.hosts = hosts;
    }

    /**
     * The export of what the filter allows and whoever asks may see. A log that contradicts what was signed is exported as well, under the last checkpoint that
     * was signed: it is the verifier's part to say so.
     *
     * @throws ProblemException AUDIT_NOT_SIGNED when there is no signed checkpoint
     */
    StreamingOutput of(AuditFilter filter) throws SQLException {
        firstLook.look();
        Optional<SignedCheckpoint> fresh = checkpoints.sign();
        SignedCheckpoint signed = fresh.or(checkpoints::latest)
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.AUDIT_NOT_SIGNED, "the server has no key to sign the log with; see docs/audit.md"));
        NoteKey key = checkpoints
                .key()
                .orElseThrow(() -> new ProblemException(ErrorCode.AUDIT_NOT_SIGNED, "the server has no key"));
        long until = fresh.isPresent() ? signed.checkpoint().size() : Long.MAX_VALUE;
        HostScope visible = scope.visible();
        boolean whole = filter.isEverything() && visible instanceof HostScope.Everything;
        var head = new ArrayList<ExportLine>();
        head.add(new ExportLine.Export(
                ExportLine.FORMAT,
                key.text(),
                clock.instant(),
                signed.note(),
                whole ? Optional.empty() : Optional.of(filter + " on " + visible.text())));
        Map<UUID, List<String>> keys = cosigners.all();
        Map<UUID, String> names = hosts.of(keys.keySet());
        keys.forEach((host, all) ->
                all.forEach(one -> head.add(new ExportLine.Host(host, names.getOrDefault(host, ""), one))));
        return out -> {
            try (var lines = new Lines(out, checkpoints.formerKeys())) {
                head.forEach(lines::write);
                if (whole) {
                    reading.walk(until, lines);
                } else {
                    reading.proven(visible, filter, signed.checkpoint().size(), lines::proven);
                }
                lines.write(new ExportLine.End(lines.entries));
            }
        };
    }

    private static final class Lines implements LogWalk.Visitor, AutoCloseable {

        private final Writer out;
        private final Set<NoteKey> former;
        private long entries;

        /** @param former keys whose checkpoints are left out: to who verifies, they would be of another log */
        Lines(OutputStream out, Set<NoteKey> former) {
            this.former = former;
            this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        }

        @Override
        public void entry(AuditEntry entry) {
            write(new ExportLine.Entry(entry, Optional.empty()));
            entries++;
        }

        void proven(AuditEntry entry, List<TreeHash> path) {
            write(new ExportLine.Entry(
                    entry, Optional.of(path.stream().map(TreeHash::base64).toList())));
            entries++;
        }

        @Override
        public void checkpoint(CheckpointTable.Row checkpoint, List<LogWalk.Cosignature> cosignatures) {
            if (isByAFormerKey(checkpoint)) {
                return;
            }
            var note = new StringBuilder(checkpoint.note());
            cosignatures.forEach(one -> note.append(one.line()).append('\n'));
            write(new ExportLine.Signed(note.toString()));
        }

        private boolean isByAFormerKey(CheckpointTable.Row checkpoint) {
            try {
                return !former.isEmpty()
                        && former.stream()
                                .anyMatch(key -> checkpoint.signed().by(key).isPresent());
            } catch (IllegalArgumentException _) {
                return false; // whatever it is now, the verifier says so
            }
        }

        void write(ExportLine line) {
            try {
                out.write(ExportJson.write(line));
                out.write('\n');
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Writes what is buffered; the stream stays open, it belongs to the caller. */
        @Override
        public void close() throws IOException {
            out.flush();
        }
    }
}
