package dev.portledger.server.ledger.query;

/** What the listeners of a search are counted by. */
enum Facet {
    PROTOCOL("h.protocol"),
    BIND("h.bind_kind"),
    OWNER("h.owner_kind"),
    USER("h.user_name"),
    UNIT("h.unit"),
    HOST("h.host_id");

    private final String column;

    Facet(String column) {
        this.column = column;
    }

    String column() {
        return column;
    }

    /** Whether the filter limits what this facet counts; it is counted without. */
    boolean isFilteredBy(ListenerFilter filter) {
        return !switch (this) {
            case PROTOCOL -> filter.protocols().isEmpty();
            case BIND -> filter.binds().isEmpty();
            case OWNER -> filter.owners().isEmpty();
            case USER -> filter.users().isEmpty();
            case UNIT -> filter.units().isEmpty();
            case HOST -> filter.hosts().isEmpty();
        };
    }
}
