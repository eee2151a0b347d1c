package dev.portledger.server.approval;

import java.util.List;

/** What the rules say of a stop. */
public sealed interface Verdict {

    /** Nobody may plan it. */
    record Forbidden(String rule, String why) implements Verdict {}

    /** All of these have to be met; none: it may be run at once. */
    record Demanded(List<Demand> demands) implements Verdict {
        public Demanded {
            demands = List.copyOf(demands);
        }
    }
}
