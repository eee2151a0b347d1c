package dev.portledger.server.ledger.query;

import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import java.time.Instant;
import java.util.List;
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
}
