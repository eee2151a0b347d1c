package dev.portledger.domain.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checkpoints that hosts have kept, by their size. What is not signed by the log's key that a host has pinned is no evidence. */
public final class HostEvidence {

    /**
     * A checkpoint somebody kept.
     *
     * @param keeper host id
     * @param at when, by the host's clock
     */
    public record Kept(UUID keeper, Checkpoint checkpoint, Instant at) {}

    /** As many complaints as somebody reads. */
    private static final int MOST_UNUSABLE = 20;

    private final Map<UUID, NoteKey> logKeys = new LinkedHashMap<>();
    private final NavigableMap<Long, List<Kept>> bySize = new TreeMap<>();
    private final List<String> unusable = new ArrayList<>();

    private HostEvidence() {}

    public static HostEvidence none() {
        return new HostEvidence();
    }

    /** Reads what {@code portledger audit checkpoints} writes, of one host or of several. */
    public static HostEvidence read(Stream<String> lines) {
        HostEvidence evidence = new HostEvidence();
        evidence.more(lines);
        return evidence;
    }

    /** Reads another such file besides. */
    public void more(Stream<String> lines) {
        var reader = new Object() {
            private ExportLine.@Nullable Witness witness;
            private long number;

            void line(String text) {
                number++;
                if (text.isBlank()) {
                    return;
                }
                try {
                    take(ExportJson.read(text));
                } catch (IllegalArgumentException e) {
                    unusable("line " + number + " of the hosts' checkpoints: " + e.getMessage());
                }
            }

            private void take(ExportLine line) {
                switch (line) {
                    case ExportLine.Witness next -> {
                        witness = null;
                        logKeys.put(next.hostId(), NoteKey.parse(next.logKey()));
                        witness = next;
                    }
                    case ExportLine.Signed signed -> add(witness(), signed.note());
                    case ExportLine.Refused _ -> witness(); // what the host did not accept says nothing of the log
                    default -> throw new IllegalArgumentException("not what a host has kept");
                }
            }

            private ExportLine.Witness witness() {
                ExportLine.Witness of = witness;
                if (of == null) {
                    throw new IllegalArgumentException("it does not say which host kept it");
                }
                return of;
            }
        };
        lines.forEachOrdered(reader::line);
    }

    private void add(ExportLine.Witness witness, String note) {
        SignedCheckpoint kept = SignedCheckpoint.parse(note);
        if (kept.by(NoteKey.parse(witness.logKey())).isEmpty()) {
            throw new IllegalArgumentException("it is not signed by the log's key that the host knows");
        }
        Instant at = kept.by(NoteKey.parse(witness.key()))
                .flatMap(NoteSignature::cosignedAt)
                .orElseThrow(() -> new IllegalArgumentException("it is not signed by the host"));
        bySize.computeIfAbsent(kept.checkpoint().size(), _ -> new ArrayList<>())
                .add(new Kept(witness.hostId(), kept.checkpoint(), at));
    }

    private void unusable(String why) {
        if (unusable.size() < MOST_UNUSABLE) {
            unusable.add(why);
        } else if (unusable.size() == MOST_UNUSABLE) {
            unusable.add("and more lines of the hosts' checkpoints that cannot be used");
        }
    }

    /** The log's key as hosts have first seen it; empty when they differ or there are none. */
    public Optional<NoteKey> logKey() {
        return logKeys.values().stream().distinct().count() == 1
                ? Optional.of(logKeys.values().iterator().next())
                : Optional.empty();
    }

    /** Hosts that know the log by another key than this. */
    public List<UUID> knowingAnotherKeyThan(NoteKey key) {
        return logKeys.entrySet().stream()
                .filter(host -> !host.getValue().equals(key))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Those of this size, of the log with this key. */
    public List<Kept> at(long size, NoteKey key) {
        return bySize.getOrDefault(size, List.of()).stream()
                .filter(kept -> key.equals(logKeys.get(kept.keeper())))
                .toList();
    }

    /** The smallest size that is larger than this; empty when there is none. */
    public Optional<Long> nextSizeAfter(long size) {
        return Optional.ofNullable(bySize.higherKey(size));
    }

    /** Hosts of which there is something. */
    public int hosts() {
        return logKeys.size();
    }

    /** Why parts of it could not be used, for people. */
    public List<String> unusable() {
        return List.copyOf(unusable);
    }
}
