package dev.portledger.domain.audit;

import java.util.ArrayList;
import java.util.List;

/**
 * What c2sp.org/tlog-checkpoint calls the note text: a tree's size and root, and whose tree it is.
 *
 * @param origin name of the log
 * @param size leaves
 * @param extensions further lines, none of them empty; this log writes none
 */
public record Checkpoint(String origin, long size, TreeHash root, List<String> extensions) {

    public Checkpoint {
        extensions = List.copyOf(extensions);
    }

    public Checkpoint(String origin, long size, TreeHash root) {
        this(origin, size, root, List.of());
    }

    /** The text that is signed, with its last newline. */
    public String text() {
        List<String> lines = new ArrayList<>(List.of(origin, Long.toString(size), root.base64()));
        lines.addAll(extensions);
        return String.join("\n", lines) + "\n";
    }

    /** @throws IllegalArgumentException for anything but such a text */
    public static Checkpoint parse(String text) {
        List<String> lines = List.of(text.split("\n", -1));
        int end = lines.size() - 1;
        if (end < 3 || !lines.get(end).isEmpty() || lines.subList(0, end).contains("")) {
            throw new IllegalArgumentException("a checkpoint has at least three lines, none of them empty");
        }
        if (!lines.get(1).matches("0|[1-9][0-9]{0,17}")) {
            throw new IllegalArgumentException("the size of a checkpoint is a number without leading zeros");
        }
        return new Checkpoint(
                lines.getFirst(), Long.parseLong(lines.get(1)), TreeHash.ofBase64(lines.get(2)), lines.subList(3, end));
    }
}
