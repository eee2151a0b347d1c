package dev.portledger.server.ledger.write;

import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.SocketKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The tables {@code holding} and {@code snapshot_listing}. */
final class HoldingTable {

    /** A holding that begins. */
    record Opening(
            UUID hostId,
            UUID holdingId,
            UUID bootId,
            Listener listener,
            Edge began,
            HolderColumns columns,
            String holders) {

        static Opening of(UUID hostId, UUID bootId, Listener listener, Edge began) {
            return new Opening(
                    hostId,
                    UUID.randomUUID(),
                    bootId,
                    listener,
                    began,
                    HolderColumns.of(listener),
                    StorableText.json(listener.holders()));
        }

        Opening began(Edge other) {
            return new Opening(hostId, holdingId, bootId, listener, other, columns, holders);
        }

        SocketKey key() {
            return listener.key();
        }

        /** The end of what was open on the same socket with other holders. */
        Ending endOfOthers() {
            return new Ending(hostId, bootId, key(), began.asHoldersChanged(), holders);
        }
    }

    /** A socket whose open holding ends; {@code holders} is empty when it ends whoever they are. */
    record Ending(
            UUID hostId,
            UUID bootId,
            SocketKey key,
            Edge ended,
            @Nullable String holders) {}

    /** What ends all open holdings of a host that were not listed, or are of another boot. */
    record Sweep(UUID hostId, UUID bootId, Edge ended) {}

    /** A holding that a sweep has ended. */
    record Swept(UUID hostId, int port) {}

    private static final Rows<Opening> OPENINGS = new Rows<>(List.of(
            new Rows.Column<>("host_id", "uuid", Opening::hostId),
            new Rows.Column<>("holding_id", "uuid", Opening::holdingId),
            new Rows.Column<>("boot_id", "uuid", Opening::bootId),
            new Rows.Column<>("netns", "int8", row -> row.key().netns()),
            new Rows.Column<>("protocol", "text", row -> row.key().protocol()),
            new Rows.Column<>(
                    "address", "inet", row -> row.key().endpoint().address().text()),
            new Rows.Column<>("device", "text", row -> device(row.key())),
            new Rows.Column<>("port", "int4", row -> row.key().endpoint().port()),
            new Rows.Column<>("socket_id", "text", row -> row.key().id().text()),
            new Rows.Column<>("v6_only", "bool", row -> row.listener().v6Only().orElse(null)),
            new Rows.Column<>("uid", "int8", row -> row.listener().uid()),
            new Rows.Column<>("inode", "int8", row -> row.listener().inode().orElse(null)),
            new Rows.Column<>("backlog_max", "int8", row -> row.listener()
                    .backlog()
                    .map(backlog -> backlog.max())
                    .orElse(null)),
            new Rows.Column<>("began_after", "timestamptz", row -> row.began().after()),
            new Rows.Column<>("began_at", "timestamptz", row -> row.began().at()),
            new Rows.Column<>("began_how", "text", row -> row.began().how()),
            new Rows.Column<>("holders", "jsonb", Opening::holders),
            new Rows.Column<>("pid", "int4", row -> row.columns().pid()),
            new Rows.Column<>("comm", "text", row -> row.columns().comm()),
            new Rows.Column<>("exe", "text", row -> row.columns().exe()),
            new Rows.Column<>("user_name", "text", row -> row.columns().userName()),
            new Rows.Column<>("unit", "text", row -> row.columns().unit()),
            new Rows.Column<>("container", "text", row -> row.columns().container()),
            new Rows.Column<>("owner_kind", "text", row -> row.columns().ownerKind()),
            new Rows.Column<>("bind_kind", "text", row -> row.columns().bindKind()),
            new Rows.Column<>("search_text", "text", row -> row.columns().searchText())));

    static final Rows<Ending> ENDINGS = new Rows<>(List.of(
            new Rows.Column<>("host_id", "uuid", Ending::hostId),
            new Rows.Column<>("boot_id", "uuid", Ending::bootId),
            new Rows.Column<>("netns", "int8", row -> row.key().netns()),
            new Rows.Column<>("protocol", "text", row -> row.key().protocol()),
            new Rows.Column<>(
                    "address", "inet", row -> row.key().endpoint().address().text()),
            new Rows.Column<>("device", "text", row -> device(row.key())),
            new Rows.Column<>("port", "int4", row -> row.key().endpoint().port()),
            new Rows.Column<>("socket_id", "text", row -> row.key().id().text()),
            new Rows.Column<>("after", "timestamptz", row -> row.ended().after()),
            new Rows.Column<>("at", "timestamptz", row -> row.ended().at()),
            new Rows.Column<>("how", "text", row -> row.ended().how()),
            new Rows.Column<>("holders", "jsonb", Ending::holders)));

    static final Rows<Sweep> SWEEPS = new Rows<>(List.of(
            new Rows.Column<>("host_id", "uuid", Sweep::hostId),
            new Rows.Column<>("boot_id", "uuid", Sweep::bootId),
            new Rows.Column<>("after", "timestamptz", row -> row.ended().after()),
            new Rows.Column<>("at", "timestamptz", row -> row.ended().at()),
            new Rows.Column<>("how", "text", row -> row.ended().how())));

    private final Connection connection;

    HoldingTable(Connection connection) {
        this.connection = connection;
    }

    private static @Nullable String device(SocketKey key) {
        return key.endpoint().device().map(StorableText::of).orElse(null);
    }

    /** Begins holdings; those whose socket has no open holding yet, which are the ones that began. */
    List<Opening> open(List<Opening> openings) throws SQLException {
        if (openings.isEmpty()) {
            return List.of();
        }
        Map<UUID, Opening> byId = new HashMap<>();
        openings.forEach(opening -> byId.put(opening.holdingId(), opening));
        try (var statement = OPENINGS.prepare(connection, """
                        insert into holding_open ({columns}) select {columns} from {rows}
                        on conflict (host_id, boot_id, netns, protocol, address, port, socket_id, coalesce(device, ''))
                        do nothing returning holding_id""", openings);
                var returned = statement.executeQuery()) {
            List<Opening> begun = new ArrayList<>();
            while (returned.next()) {
                Opening opening = byId.get(returned.getObject(1, UUID.class));
                if (opening != null) {
                    begun.add(opening);
                }
            }
            return begun;
        }
    }

    /** Ends the open holdings of these sockets; the endings that found one. */
    List<Ending> end(List<Ending> endings) throws SQLException {
        return endings.isEmpty() ? List.of() : ENDINGS.runReturningOrdinals(connection, HoldingSql.END, endings);
    }

    /** Ends those of these sockets' open holdings that have other holders. */
    List<Ending> endOfOtherHolders(List<Ending> endings) throws SQLException {
        return endings.isEmpty()
                ? List.of()
                : ENDINGS.runReturningOrdinals(connection, HoldingSql.END_OF_OTHER_HOLDERS, endings);
    }

    /** Ends what is open of boots other than these. */
    List<Swept> endOtherBoots(List<Sweep> sweeps) throws SQLException {
        return sweep(HoldingSql.END_OTHER_BOOTS, sweeps);
    }

    /** Ends what is open and was not listed, and forgets the listing. */
    List<Swept> endUnlisted(List<Sweep> sweeps) throws SQLException {
        List<Swept> swept = sweep(HoldingSql.END_UNLISTED, sweeps);
        forgetListings(sweeps.stream().map(Sweep::hostId).toList());
        return swept;
    }

    private List<Swept> sweep(String sql, List<Sweep> sweeps) throws SQLException {
        if (sweeps.isEmpty()) {
            return List.of();
        }
        try (var statement = SWEEPS.prepare(connection, sql, sweeps);
                var returned = statement.executeQuery()) {
            List<Swept> swept = new ArrayList<>();
            while (returned.next()) {
                swept.add(new Swept(returned.getObject(1, UUID.class), returned.getInt(2)));
            }
            return swept;
        }
    }

    /** Notes that these sockets are in the snapshot that is being received. */
    void list(List<Ending> sockets) throws SQLException {
        if (!sockets.isEmpty()) {
            ENDINGS.run(connection, HoldingSql.LIST, sockets);
        }
    }

    void forgetListings(List<UUID> hostIds) throws SQLException {
        if (hostIds.isEmpty()) {
            return;
        }
        try (var statement = connection.prepareStatement("delete from snapshot_listing where host_id = any (?)")) {
            statement.setArray(1, connection.createArrayOf("uuid", hostIds.toArray()));
            statement.executeUpdate();
        }
    }
}
