package dev.portledger.server.conflict;

import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.sql.RowOrder;
import dev.portledger.server.sql.RowOrder.Part;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Orders of failed binds as callers write them. */
final class FailedBindSort {

    private static final List<Part> KEY = List.of(
            new Part("f.last_at", "timestamptz"), new Part("f.host_id", "uuid"), new Part("f.failed_id", "uuid"));

    private FailedBindSort() {}

    /** @throws ProblemException QUERY_INVALID unless the text names an order, with a minus sign for descending */
    static RowOrder parse(Optional<String> text) {
        String given = text.orElse("-last");
        boolean descending = given.startsWith("-");
        List<Part> first =
                switch (descending ? given.substring(1) : given) {
                    case "last" -> List.of();
                    case "first" -> List.of(new Part("f.first_at", "timestamptz"));
                    case "times" -> List.of(new Part("f.times", "bigint"));
                    case "port" -> List.of(new Part("f.port", "int"), new Part("f.protocol", "text"));
                    case "cause" -> List.of(new Part(FailedBindColumns.CAUSE, "text"));
                    case "host" -> List.of(new Part("w.name", "text"));
                    default ->
                        throw new ProblemException(
                                ErrorCode.QUERY_INVALID,
                                "sort is one of last, first, times, port, cause, host, with a minus for descending; not "
                                        + given,
                                "sort");
                };
        return new RowOrder(Stream.concat(first.stream(), KEY.stream()).toList(), descending);
    }
}
