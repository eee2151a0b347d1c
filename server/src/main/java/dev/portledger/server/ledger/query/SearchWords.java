package dev.portledger.server.ledger.query;

import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The search box's language: words between blanks, each of which has to match.
 *
 * <pre>
 *   word    = [ key ":" ] text
 *   key     = port | protocol | process | unit | user | host | address | container     (upper or lower case)
 *   text    = characters without blanks, or "characters in quotes"
 * </pre>
 *
 * A word with another key is taken as it stands, since addresses and titles of processes have colons too.
 */
final class SearchWords {

    static final int MAX_LENGTH = 500;
    static final int MAX_WORDS = 20;

    // possessive, so that a long line of quotes is read once
    private static final Pattern WORD =
            Pattern.compile("\\s*+(?:([A-Za-z]++):)?(?:\"([^\"]*+)\"|([^\\s\"]++))(?=\\s|$)");

    private SearchWords() {}

    /** @throws ProblemException QUERY_INVALID, PORT_INVALID or PROTOCOL_INVALID */
    static List<SearchWord> parse(String query) {
        if (query.length() > MAX_LENGTH) {
            throw invalid("a search has at most " + MAX_LENGTH + " characters");
        }
        List<SearchWord> words = new ArrayList<>();
        String rest = query.strip();
        Matcher matcher = WORD.matcher(rest);
        int at = 0;
        while (at < rest.length()) {
            if (!matcher.region(at, rest.length()).lookingAt()) {
                throw invalid("cannot read the search from here: " + rest.substring(at)
                        + " (quotes go around a whole text, process:\"my server\")");
            }
            words.add(word(matcher));
            at = matcher.end();
        }
        if (words.size() > MAX_WORDS) {
            throw invalid("a search has at most " + MAX_WORDS + " words");
        }
        return List.copyOf(words);
    }

    private static SearchWord word(Matcher matcher) {
        String key = matcher.group(1) == null ? "" : matcher.group(1);
        String text = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
        SearchWord word =
                switch (key.toLowerCase(Locale.ROOT)) {
                    case "port" -> new SearchWord.OnPort(PortRange.parse(text));
                    case "protocol" -> new SearchWord.OverProtocol(Protocols.parse(text));
                    case "process" -> new SearchWord.Within(SearchWord.Subject.PROCESS, text);
                    case "unit" -> new SearchWord.Within(SearchWord.Subject.UNIT, text);
                    case "user" -> new SearchWord.Within(SearchWord.Subject.USER, text);
                    case "host" -> new SearchWord.Within(SearchWord.Subject.HOST, text);
                    case "address" -> new SearchWord.Within(SearchWord.Subject.ADDRESS, text);
                    case "container" -> new SearchWord.Within(SearchWord.Subject.CONTAINER, text);
                    case "" -> new SearchWord.Anything(text);
                    default -> new SearchWord.Anything(key + ":" + text);
                };
        if (text.isEmpty() || text.indexOf('\0') >= 0) {
            throw invalid("a word of a search has at least one character");
        }
        return word;
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(ErrorCode.QUERY_INVALID, detail, "q");
    }
}
