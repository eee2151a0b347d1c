package dev.portledger.server.ledger.query;

import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which listeners are asked for. Within a list one has to match, an empty list lets everything through; the words of a search and
 * the lists all have to match.
 *
 * @param addresses addresses and networks in PostgreSQL's form
 * @param at as of this time; empty: now
 */
record ListenerFilter(
        List<SearchWord> words,
        List<PortRange> ports,
        List<Protocol> protocols,
        List<String> addresses,
        List<String> processes,
        List<String> users,
        List<String> units,
        List<String> containers,
        List<String> hosts,
        List<BindKind> binds,
        List<OwnerKind> owners,
        Optional<Instant> at) {

    static final ListenerFilter NONE = new ListenerFilter(
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Optional.empty());

    private static final int MAX_LENGTH = 500;

    /** @throws ProblemException QUERY_INVALID unless the text is an address, or an address and a prefix length */
    static String network(String text) {
        String[] parts = text.split("/", 2);
        Optional<IpAddress> address = IpAddress.tryParse(parts[0]);
        if (address.isPresent() && parts.length == 1) {
            return address.get().text();
        }
        if (address.isPresent() && parts[1].matches("\\d{1,3}")) {
            int prefix = Integer.parseInt(parts[1]);
            if (prefix <= address.get().family().bytes() * 8) {
                return address.get().text() + "/" + prefix;
            }
        }
        throw new ProblemException(
                ErrorCode.QUERY_INVALID,
                "an address is written as 10.0.0.5, ::1 or 10.0.0.0/8, not " + text,
                "address");
    }

    /** @throws ProblemException QUERY_INVALID if one is empty or too long */
    static List<String> texts(String field, List<String> values) {
        for (String value : values) {
            if (value.isEmpty() || value.length() > MAX_LENGTH || value.indexOf('\0') >= 0) {
                throw new ProblemException(
                        ErrorCode.QUERY_INVALID, field + " has 1 to " + MAX_LENGTH + " characters", field);
            }
        }
        return List.copyOf(values);
    }

    /** @throws ProblemException QUERY_INVALID if one is no name of the type */
    static <E extends Enum<E>> List<E> oneOf(String field, Class<E> type, List<String> values) {
        return values.stream().map(value -> oneOf(field, type, value)).toList();
    }

    private static <E extends Enum<E>> E oneOf(String field, Class<E> type, String value) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equals(value.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.QUERY_INVALID,
                        field + " is one of " + Arrays.toString(type.getEnumConstants()) + ", not " + value,
                        field));
    }
}
