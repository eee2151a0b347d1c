package dev.portledger.server.ledger.write;

/** The statements that end and list open holdings, over {@link Rows}. */
final class HoldingSql {

    private static final String SAME_SOCKET = """
            h.host_id = r.host_id and h.boot_id = r.boot_id and h.netns = r.netns and h.protocol = r.protocol
            and h.address = r.address and h.port = r.port and h.socket_id = r.socket_id
            and coalesce(h.device, '') = coalesce(r.device, '')""";

    /** Who they are and what they run; the start time is computed by the agent and may move by a tick. */
    private static final String OTHER_HOLDERS = """
            (h.holders -> 'are', h.holders -> 'gap', jsonb_path_query_array(h.holders, '$.list[*].process'),
             jsonb_path_query_array(h.holders, '$.list[*].exe'), jsonb_path_query_array(h.holders, '$.list[*].comm'))
            is distinct from
            (r.holders -> 'are', r.holders -> 'gap', jsonb_path_query_array(r.holders, '$.list[*].process'),
             jsonb_path_query_array(r.holders, '$.list[*].exe'), jsonb_path_query_array(r.holders, '$.list[*].comm'))""";

    static final String END = end(found(SAME_SOCKET), "r.ordinal");
    static final String END_OF_OTHER_HOLDERS = end(found(SAME_SOCKET + " and " + OTHER_HOLDERS), "r.ordinal");
    static final String END_OTHER_BOOTS = sweep(found("h.host_id = r.host_id and h.boot_id <> r.boot_id"));
    // the listing is empty between snapshots, so that the planner takes it for small: an anti join would compare all
    // with all
    static final String END_UNLISTED = sweep("""
            {rows} cross join lateral (select h.holding_id from holding_open h where h.host_id = r.host_id
            except select l.holding_id from snapshot_listing l where l.host_id = r.host_id) f""");
    static final String LIST = "insert into snapshot_listing select r.host_id, f.holding_id from " + found(SAME_SOCKET)
            + " on conflict do nothing";

    private HoldingSql() {}

    /**
     * The rows and their open holdings, found one by one in an index. "offset 0" keeps the planner from joining in another way: while
     * many hosts come at once its statistics are those of a small table, and it would read and sort what all hosts hold.
     */
    private static String found(String condition) {
        return "{rows} cross join lateral (select h.holding_id from holding_open h where " + condition + " offset 0) f";
    }

    /**
     * Ends what is found; an end is never before the beginning, whatever the clocks say. That the end is infinity says which
     * partition; asked with "=", the planner would believe it true of a few rows only and begin with them.
     */
    private static String end(String found, String returning) {
        return "with found as materialized (select r.ordinal, r.host_id, r.after, r.at, r.how, f.holding_id from "
                + found
                + """
                ) update holding h set ended_at = greatest(h.began_at, r.at), ended_how = r.how,
                    ended_after = greatest(h.began_at, least(coalesce(r.after, h.began_at), r.at))
                from found r where h.host_id = r.host_id and h.holding_id = r.holding_id and h.ended_at >= 'infinity'
                returning""" + " " + returning;
    }

    private static String sweep(String found) {
        return end(found, "h.host_id, h.port");
    }
}
