package dev.portledger.server.page;

import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import java.util.Optional;

/** How many rows a page has at most: 1 to 200, 50 unless asked otherwise. */
public record PageLimit(int rows) {

    public static final int DEFAULT = 50;
    public static final int MAX = 200;

    /** @throws ProblemException QUERY_INVALID unless the text is empty or a number from 1 to 200 */
    public static PageLimit parse(Optional<String> text) {
        if (text.isEmpty()) {
            return new PageLimit(DEFAULT);
        }
        try {
            int rows = Integer.parseInt(text.get());
            if (rows >= 1 && rows <= MAX) {
                return new PageLimit(rows);
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new ProblemException(ErrorCode.QUERY_INVALID, "limit is a number from 1 to " + MAX, "limit");
    }
}
