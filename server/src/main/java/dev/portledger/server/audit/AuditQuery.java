package dev.portledger.server.audit;

import dev.portledger.domain.socket.Protocol;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import jakarta.ws.rs.QueryParam;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/** The filters of the audit log as they come in a URL. */
public record AuditQuery(
        @QueryParam("q") Optional<String> q,
        @QueryParam("actor") Optional<String> actor,
        @QueryParam("action") Optional<String> action,
        @QueryParam("host") Optional<String> host,
        @QueryParam("protocol") Optional<String> protocol,
        @QueryParam("port") Optional<String> port,
        @QueryParam("stop") Optional<String> stop,
        @QueryParam("reason") Optional<String> reason,
        @QueryParam("from") Optional<String> from,
        @QueryParam("to") Optional<String> to) {

    private static final int MAX_QUERY = 200;
    private static final String TIME = "a time is written as 2026-11-17T03:14:00Z";

    /** @throws ProblemException QUERY_INVALID, PROTOCOL_INVALID, PORT_INVALID, TIME_INVALID or RANGE_INVALID */
    AuditFilter filter() {
        if (q.map(String::length).orElse(0) > MAX_QUERY) {
            throw new ProblemException(ErrorCode.QUERY_INVALID, "q has at most " + MAX_QUERY + " characters", "q");
        }
        if (reason.map(String::length).orElse(0) > MAX_QUERY) {
            throw new ProblemException(
                    ErrorCode.QUERY_INVALID, "reason has at most " + MAX_QUERY + " characters", "reason");
        }
        Optional<Instant> notBefore = read(from, Instant::parse, ErrorCode.TIME_INVALID, "from", TIME);
        Optional<Instant> before = read(to, Instant::parse, ErrorCode.TIME_INVALID, "to", TIME);
        if (notBefore.isPresent() && before.isPresent() && notBefore.get().isAfter(before.get())) {
            throw new ProblemException(ErrorCode.RANGE_INVALID, "from is later than to", "from");
        }
        return new AuditFilter(
                Stream.of(q.orElse("").split("\\s+"))
                        .filter(word -> !word.isEmpty())
                        .toList(),
                actor,
                action,
                read(host, UUID::fromString, ErrorCode.QUERY_INVALID, "host", "host is the id of a host"),
                read(
                        protocol,
                        text -> Protocol.valueOf(text.toUpperCase(Locale.ROOT)),
                        ErrorCode.PROTOCOL_INVALID,
                        "protocol",
                        "a protocol is tcp or udp"),
                read(
                        port,
                        AuditQuery::portNumber,
                        ErrorCode.PORT_INVALID,
                        "port",
                        "a port is a number from 1 to 65535"),
                read(stop, UUID::fromString, ErrorCode.QUERY_INVALID, "stop", "stop is the id of a stop"),
                reason,
                notBefore,
                before);
    }

    private static int portNumber(String text) {
        int number = Integer.parseInt(text);
        if (number < 1 || number > 65_535) {
            throw new IllegalArgumentException("not a port");
        }
        return number;
    }

    /** @param form what is written in this field, for people */
    private static <T> Optional<T> read(
            Optional<String> text, Function<String, T> parse, ErrorCode code, String field, String form) {
        try {
            return text.map(parse);
        } catch (IllegalArgumentException | DateTimeException _) {
            throw new ProblemException(code, form + ", not " + text.orElse(""), field);
        }
    }
}
