package dev.portledger.domain.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The offline verifier: reads an export line by line and needs nothing but public keys. It trusts the key it was given, or the one that
 * hosts have kept; what the export says of itself, keys included, is what is checked.
 */
public final class ExportCheck {

    /** What a file says has to fit into the memory of who checks it. */
    private static final int MOST_COSIGNERS = 50_000;

    private final Optional<NoteKey> trusted;
    private final HostEvidence evidence;
    private final LogCheck log = new LogCheck();
    private final Map<String, List<Cosigner>> cosigners = new HashMap<>();
    private long cosignerCount;
    private final Set<UUID> cosigning = new HashSet<>();
    private final Set<UUID> keeping = new HashSet<>();
    private final List<String> remarks = new ArrayList<>();
    private Optional<Fault> firstUnproven = Optional.empty();
    private long checkpoints;
    private long shown;
    private long lastRead;
    private long keptUntil;
    private boolean ended;
    private boolean outrun;
    private @Nullable Header header;

    private record Header(NoteKey key, SignedCheckpoint signed, Instant at, boolean filtered) {
        Checkpoint checkpoint() {
            return signed.checkpoint();
        }
    }

    private record Cosigner(NoteKey key, UUID hostId) {}

    private ExportCheck(Optional<NoteKey> trusted, HostEvidence evidence) {
        this.trusted = trusted.or(evidence::logKey);
        this.evidence = evidence;
    }

    /**
     * Verifies an export.
     *
     * @param lines of the export, in order
     * @param key the log's key, from elsewhere than the export
     * @param evidence what hosts have kept
     */
    public static Verdict verify(Stream<String> lines, Optional<NoteKey> key, HostEvidence evidence) {
        return verify(lines.iterator(), key, evidence);
    }

    /** The same of lines that may not be text, such as those of {@link TextLines}. */
    public static Verdict verify(Iterator<String> each, Optional<NoteKey> key, HostEvidence evidence) {
        ExportCheck check = new ExportCheck(key, evidence);
        long number = 0;
        while (each.hasNext() && !check.isDecided()) {
            number++;
            try {
                check.take(ExportJson.read(each.next()));
            } catch (IllegalArgumentException e) {
                return check.unreadable(number, e.getMessage());
            }
        }
        return check.verdict();
    }

    private boolean isDecided() {
        return firstBad().isPresent();
    }

    private void take(ExportLine line) {
        Header of = header;
        if (ended || (of == null) != (line instanceof ExportLine.Export)) {
            throw new IllegalArgumentException("lines are not in the order of an export");
        }
        switch (line) {
            case ExportLine.Export first -> begin(first);
            case ExportLine.Host host -> cosigner(host);
            case ExportLine.Entry entry -> entry(header(), entry);
            case ExportLine.Signed signed -> checkpoint(header(), signed.note());
            case ExportLine.End end -> end(end);
            case ExportLine.Refused _, ExportLine.Witness _ ->
                throw new IllegalArgumentException("this is what a host has kept, not an export");
        }
    }

    private void cosigner(ExportLine.Host host) {
        NoteKey key = NoteKey.parse(host.key());
        if (++cosignerCount > MOST_COSIGNERS) {
            throw new IllegalArgumentException("more hosts than " + MOST_COSIGNERS);
        }
        cosigners.computeIfAbsent(key.name(), _ -> new ArrayList<>()).add(new Cosigner(key, host.hostId()));
    }

    private Header header() {
        Header of = header;
        if (of == null) {
            throw new IllegalArgumentException("an export begins with a line \"export\"");
        }
        return of;
    }

    private void begin(ExportLine.Export first) {
        if (!first.format().equals(ExportLine.FORMAT)) {
            throw new IllegalArgumentException("a format that this version does not know: " + first.format());
        }
        Header begun = new Header(
                NoteKey.parse(first.logKey()),
                SignedCheckpoint.parse(first.note()),
                first.at(),
                first.filter().isPresent());
        header = begun;
        if (trusted.isPresent() && !trusted.get().equals(begun.key())) {
            unproven(1, "the export is signed by " + begun.key().text() + ", not by the key that was expected");
        } else if (!isSigned(begun, begun.signed())) {
            unproven(1, "the checkpoint of the export is not signed by the log's key");
        }
    }

    private static boolean isSigned(Header of, SignedCheckpoint signed) {
        return signed.by(of.key()).isPresent()
                && signed.checkpoint().origin().equals(of.key().name());
    }

    private void entry(Header of, ExportLine.Entry line) {
        AuditEntry entry = line.entry();
        shown++;
        lastRead = entry.sequence();
        if (of.filtered()) {
            member(of, entry, line.proof().orElse(List.of()));
            return;
        }
        log.next(entry);
        if (log.firstBad().isEmpty()) {
            keptAt(of, entry.sequence());
        }
    }

    private void member(Header of, AuditEntry entry, List<String> proof) {
        if (!entry.hasItsHash()) {
            log.fault(new Fault(entry.sequence(), Fault.Kind.CHANGED, "its content does not belong to its hash"));
            return;
        }
        List<TreeHash> path = proof.stream().map(TreeHash::ofBase64).toList();
        Checkpoint tree = of.checkpoint();
        if (!ProofCheck.isIncluded(entry.leaf(), entry.sequence() - 1, tree.size(), path, tree.root())) {
            unproven(entry.sequence(), "it is not proven to be in the log");
        }
    }

    /** Hosts' own checkpoints, as soon as their entries were read. */
    private void keptAt(Header of, long size) {
        for (HostEvidence.Kept kept : evidence.at(size, of.key())) {
            log.meetKept(kept.checkpoint(), keptBy(kept));
            if (log.firstBad().isEmpty()) {
                keeping.add(kept.keeper());
            }
        }
        keptUntil = size;
    }

    private void checkpoint(Header of, String note) {
        try {
            checkpoint(of, SignedCheckpoint.parse(note));
        } catch (IllegalArgumentException e) {
            unproven(Math.max(1, shown), "the checkpoint after this entry cannot be read: " + e.getMessage());
        }
    }

    private void checkpoint(Header of, SignedCheckpoint signed) {
        long size = signed.checkpoint().size();
        if (!isSigned(of, signed)) {
            unproven(size, "the checkpoint of " + size + " entries is not signed by the log's key");
            return;
        }
        signed.signatures().forEach(signature -> cosignature(signature, signed.checkpoint()));
        if (size > of.checkpoint().size()) {
            unproven(size, "the checkpoint of " + size + " entries is larger than the export");
            return;
        }
        if (!of.filtered() && size <= log.verifiedUntil()) {
            // a larger one comes too early: the next entry, or the end, says which is missing
            log.meet(signed.checkpoint(), "that the log has signed, of " + size + " entries");
        }
        checkpoints++;
    }

    /** Asks by the signature's name: there may be ten thousand hosts, and a checkpoint for every second. */
    private void cosignature(NoteSignature signature, Checkpoint of) {
        for (Cosigner cosigner : cosigners.getOrDefault(signature.name(), List.of())) {
            if (signature.isBy(cosigner.key(), of.text())) {
                cosigning.add(cosigner.hostId());
            } else if (signature.claims(cosigner.key())) {
                unproven(
                        of.size(),
                        "the cosignature of host " + cosigner.hostId() + " on " + of.size()
                                + " entries is not the host's");
            }
        }
    }

    private void end(ExportLine.End end) {
        ended = true;
        if (end.entries() != shown) {
            unproven(shown + 1, "the export says that it has " + end.entries() + " entries, and has " + shown);
        }
    }

    private void unproven(long sequence, String message) {
        if (firstBad().isEmpty()) {
            firstUnproven = Optional.of(new Fault(sequence, Fault.Kind.UNPROVEN, message));
        }
    }

    private Optional<Fault> firstBad() {
        return firstUnproven.or(log::firstBad);
    }

    private Verdict unreadable(long number, @Nullable String why) {
        String where = shown == 0 ? "" : ", after entry " + lastRead + ",";
        remarks.add("line " + number + where + " cannot be read: " + why);
        return verdict(Verdict.Status.CANNOT_TELL);
    }

    private Verdict verdict() {
        Header of = header;
        if (of == null) {
            remarks.add("the file is empty");
            return verdict(Verdict.Status.CANNOT_TELL);
        }
        if (firstBad().isEmpty()) {
            if (of.filtered()) {
                remarks.add("a filtered export: each entry in it is in the log; that none is left out is not shown");
                if (!ended) {
                    unproven(shown + 1, "the export ends in the middle");
                }
            } else {
                atTheEnd(of);
            }
        }
        if (firstBad().isPresent()) {
            return verdict(Verdict.Status.BAD);
        }
        remarks.addAll(evidence.unusable());
        List<UUID> strangers = evidence.knowingAnotherKeyThan(of.key());
        strangers.forEach(host -> remarks.add("host " + host + " knows a log with another key"));
        if (trusted.isEmpty()) {
            remarks.add("the log's key was only found in the export itself ("
                    + of.key().text() + "): the entries fit together, and whose log it is cannot be told");
        }
        boolean doubt = outrun
                || trusted.isEmpty()
                || !strangers.isEmpty()
                || !evidence.unusable().isEmpty();
        return verdict(doubt ? Verdict.Status.CANNOT_TELL : Verdict.Status.OK);
    }

    private void atTheEnd(Header of) {
        log.meet(
                of.checkpoint(),
                "that the log has signed for this export, of " + of.checkpoint().size() + " entries");
        if (log.firstBad().isEmpty() && !ended) {
            unproven(shown + 1, "the export ends in the middle");
        }
        Optional<Long> later = evidence.nextSizeAfter(keptUntil);
        while (later.isPresent() && firstBad().isEmpty()) {
            beyond(of, later.get());
            later = evidence.nextSizeAfter(later.get());
        }
    }

    /** A host that has seen more before the export was made saw what was cut off; after it, the log may have grown. */
    private void beyond(Header of, long size) {
        for (HostEvidence.Kept kept : evidence.at(size, of.key())) {
            if (kept.at().isAfter(of.at())) {
                outrun = true;
                remarks.add("host " + kept.keeper() + " has kept a checkpoint of " + size + " entries at " + kept.at()
                        + ", after this export was made at " + of.at()
                        + ": export again, after the hosts' checkpoints were taken");
            } else {
                log.meetKept(kept.checkpoint(), keptBy(kept));
            }
        }
    }

    private static String keptBy(HostEvidence.Kept kept) {
        return "that host " + kept.keeper() + " has kept, of "
                + kept.checkpoint().size() + " entries";
    }

    private Verdict verdict(Verdict.Status status) {
        Header of = header;
        return new Verdict(
                status,
                shown,
                of == null ? 0 : of.checkpoint().size(),
                Optional.ofNullable(of).map(Header::at),
                of != null && of.filtered(),
                status == Verdict.Status.BAD ? firstBad() : Optional.empty(),
                checkpoints,
                cosigning.size(),
                keeping.size(),
                remarks);
    }
}
