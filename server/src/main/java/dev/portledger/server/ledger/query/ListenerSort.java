package dev.portledger.server.ledger.query;

import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.sql.RowOrder;
import dev.portledger.server.sql.RowOrder.Part;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a list of listeners may be ordered by; names of the parameter {@code sort}. */
enum ListenerSort {
    PORT(Parts.PORT, Parts.HOST_NAME, Parts.HOST, Parts.HOLDING),
    PROCESS(Parts.missingLast("h.comm"), Parts.text("h.comm"), Parts.PORT, Parts.HOST_NAME, Parts.HOST, Parts.HOLDING),
    USER(
            Parts.missingLast("h.user_name"),
            Parts.text("h.user_name"),
            Parts.PORT,
            Parts.HOST_NAME,
            Parts.HOST,
            Parts.HOLDING),
    UNIT(Parts.missingLast("h.unit"), Parts.text("h.unit"), Parts.PORT, Parts.HOST_NAME, Parts.HOST, Parts.HOLDING),
    HOST(Parts.HOST_NAME, Parts.HOST, Parts.PORT, Parts.HOLDING),
    ADDRESS(new Part("h.address", "inet"), Parts.PORT, Parts.HOST_NAME, Parts.HOST, Parts.HOLDING),
    BEGAN(new Part("h.began_at", "timestamptz"), Parts.HOST, Parts.HOLDING);

    private static final class Parts {

        static final Part PORT = new Part("h.port", "int");
        static final Part HOST_NAME = new Part("w.name", "text");
        static final Part HOST = new Part("h.host_id", "uuid");
        static final Part HOLDING = new Part("h.holding_id", "uuid");

        private Parts() {}

        static Part missingLast(String column) {
            return new Part("(" + column + " is null)", "boolean");
        }

        static Part text(String column) {
            return new Part("coalesce(" + column + ", '')", "text");
        }
    }

    @SuppressWarnings("ImmutableEnumChecker") // of List.of
    private final List<Part> parts;

    ListenerSort(Part... parts) {
        this.parts = List.of(parts);
    }

    /**
     * The order that the text names, by port if there is none.
     *
     * @throws ProblemException QUERY_INVALID unless the text is a name, with a minus sign for descending
     */
    static RowOrder parse(Optional<String> text) {
        String given = text.orElse("port");
        boolean descending = given.startsWith("-");
        String name = descending ? given.substring(1) : given;
        return Arrays.stream(values())
                .filter(sort -> sort.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .map(sort -> new RowOrder(sort.parts, descending))
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.QUERY_INVALID,
                        "sort is one of port, process, user, unit, host, address, began, with a minus for descending; not "
                                + given,
                        "sort"));
    }
}
