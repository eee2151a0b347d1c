package dev.portledger.server.page;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Where a page ended: the sort key of its last row. A list read by cursors shows every row that is there throughout exactly once,
 * whatever is inserted or removed meanwhile.
 *
 * <p>To callers it is opaque text. It is bound to the list, its filters and its order; it is no secret and grants nothing.
 */
public record Cursor(List<String> key) {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final int MAX_LENGTH = 4_096;

    public Cursor {
        key = List.copyOf(key);
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @param binding the list, its filters and order
     * @param keyLength values in the key of that order
     * @throws ProblemException CURSOR_INVALID if it is none, or one of another binding
     */
    public static Optional<Cursor> parse(Optional<String> text, String binding, int keyLength) {
        return text.map(given -> parse(given, binding, keyLength));
    }

    private static Cursor parse(String text, String binding, int keyLength) {
        if (text.length() > MAX_LENGTH) {
            throw invalid();
        }
        try {
            String[] values = MAPPER.readValue(Base64.getUrlDecoder().decode(text), String[].class);
            if (values == null
                    || values.length != keyLength + 1
                    || Arrays.asList(values).contains(null)) {
                throw invalid();
            }
            if (!values[0].equals(digest(binding))) {
                throw new ProblemException(
                        ErrorCode.CURSOR_INVALID,
                        "the cursor is of a list with other filters or another order",
                        "cursor");
            }
            return new Cursor(Arrays.asList(values).subList(1, values.length));
        } catch (IllegalArgumentException | java.io.IOException _) {
            throw invalid();
        }
    }

    /** The refusal of a cursor, also for values that do not have the type of their column. */
    public static ProblemException invalid() {
        return new ProblemException(ErrorCode.CURSOR_INVALID, "the cursor is not one of this server", "cursor");
    }

    /** The opaque form, base64url. */
    public String text(String binding) {
        String[] values = new String[key.size() + 1];
        values[0] = digest(binding);
        for (int i = 0; i < key.size(); i++) {
            values[i + 1] = key.get(i);
        }
        try {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(MAPPER.writeValueAsBytes(values));
        } catch (JacksonException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digest(String binding) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(binding.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
