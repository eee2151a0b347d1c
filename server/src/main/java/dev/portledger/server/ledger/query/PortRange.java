package dev.portledger.server.ledger.query;

import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ports from the first to the last, both included. */
public record PortRange(int first, int last) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");
    private static final int MAX_PORT = 65_535;

    /** @throws ProblemException PORT_INVALID unless the text is a port or {@code first-last} */
    public static PortRange parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (matcher.matches()) {
            int first = Integer.parseInt(matcher.group(1));
            int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
            if (first >= 1 && first <= last && last <= MAX_PORT) {
                return new PortRange(first, last);
            }
        }
        throw new ProblemException(
                ErrorCode.PORT_INVALID,
                "a port is a number from 1 to 65535, a range is 8000-8100; not " + text,
                "port");
    }

    /** @throws ProblemException PORT_INVALID unless the text is one port */
    static int parsePort(String text) {
        PortRange range = parse(text);
        if (range.first != range.last || text.indexOf('-') >= 0) {
            throw new ProblemException(ErrorCode.PORT_INVALID, "one port is asked for, not " + text, "port");
        }
        return range.first;
    }
}
