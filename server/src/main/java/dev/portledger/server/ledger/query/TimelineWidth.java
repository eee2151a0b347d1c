package dev.portledger.server.ledger.query;

import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import java.time.Duration;
import java.util.Optional;

/** How wide a timeline is drawn, in pixels: what it could not tell apart is merged when there is too much of it. */
record TimelineWidth(int pixels) {

    private static final TimelineWidth USUAL = new TimelineWidth(2_000);
    private static final int MAX = 10_000;

    /** @throws ProblemException QUERY_INVALID unless the text is empty or a number from 1 to 10,000 */
    static TimelineWidth parse(Optional<String> text) {
        return text.map(TimelineWidth::parse).orElse(USUAL);
    }

    private static TimelineWidth parse(String text) {
        if (text.matches("\\d{1,5}")) {
            int pixels = Integer.parseInt(text);
            if (pixels >= 1 && pixels <= MAX) {
                return new TimelineWidth(pixels);
            }
        }
        throw new ProblemException(ErrorCode.QUERY_INVALID, "resolution is a number from 1 to " + MAX, "resolution");
    }

    /** How long a pixel lasts. */
    Duration pixelOf(Times.Range range) {
        return Duration.between(range.from(), range.to()).dividedBy(pixels);
    }
}
