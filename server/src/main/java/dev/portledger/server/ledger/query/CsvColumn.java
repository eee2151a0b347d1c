package dev.portledger.server.ledger.query;

import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Management;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Columns of an export. Where a socket has several holders, their values stand beside each other with semicolons between. */
enum CsvColumn {
    PORT(row -> Integer.toString(row.port())),
    PROTOCOL(row -> row.protocol().name()),
    ADDRESS(ListenerRow::address),
    DEVICE(row -> row.device().orElse("")),
    NETWORK(row -> row.network().map(Network::name).orElse("")),
    NETNS(row -> Long.toString(row.netns())),
    BIND(row -> row.bindKind().name()),
    OWNER(row -> row.ownerKind().name()),
    PROCESS(row -> ofHolders(row, holder -> Optional.of(holder.comm()))),
    PID(row -> ofHolders(
            row, holder -> Optional.of(Integer.toString(holder.process().pid())))),
    EXE(row -> ofHolders(row, Holder::exe)),
    CMDLINE(row -> ofHolders(row, Holder::cmdline)),
    USER(row -> ofHolders(
            row,
            holder -> Optional.of(holder.user()
                    .name()
                    .orElseGet(() -> Long.toString(holder.user().uid()))))),
    UNIT(row -> ofHolders(
            row,
            holder ->
                    holder.management() instanceof Management.Unit unit ? Optional.of(unit.name()) : Optional.empty())),
    CONTAINER(row -> ofHolders(
            row,
            holder -> holder.management() instanceof Management.Container container
                    ? Optional.of(container.id())
                    : Optional.empty())),
    HOST(ListenerRow::hostName),
    HOST_ID("hostId", row -> row.hostId().toString()),
    BEGAN(row -> row.began().at().toString()),
    BEGAN_AFTER("beganAfter", row -> row.began().after().map(Object::toString).orElse("")),
    BEGAN_HOW("beganHow", row -> row.began().how().name()),
    CERTAIN(row -> row.certain().map(Object::toString).orElse("")),
    WATCH(row -> row.watch().name()),
    LOOKED_AT("lookedAt", row -> row.lookedAt().map(Object::toString).orElse("")),
    TIME_WAIT("timeWait", row -> row.timeWait()
            .map(timeWait -> Integer.toString(timeWait.count()))
            .orElse("")),
    SOCKET_ID("socketId", ListenerRow::socketId),
    HOLDING_ID("holdingId", row -> row.holdingId().toString());

    private static final List<CsvColumn> USUAL = List.of(
            PORT, PROTOCOL, ADDRESS, NETWORK, PROCESS, PID, USER, UNIT, CONTAINER, HOST, BEGAN, WATCH, LOOKED_AT);

    private final String header;

    @SuppressWarnings("ImmutableEnumChecker") // functions of nothing but their row
    private final Function<ListenerRow, String> value;

    CsvColumn(Function<ListenerRow, String> value) {
        this.header = name().toLowerCase(Locale.ROOT);
        this.value = value;
    }

    CsvColumn(String header, Function<ListenerRow, String> value) {
        this.header = header;
        this.value = value;
    }

    /** @throws ProblemException QUERY_INVALID if a name is unknown or stands there twice */
    static List<CsvColumn> parse(Optional<String> names) {
        if (names.isEmpty()) {
            return USUAL;
        }
        List<CsvColumn> columns =
                Arrays.stream(names.get().split(",", -1)).map(CsvColumn::named).toList();
        if (columns.stream().distinct().count() < columns.size()) {
            throw new ProblemException(ErrorCode.QUERY_INVALID, "a column stands there twice", "columns");
        }
        return columns;
    }

    private static CsvColumn named(String name) {
        return Arrays.stream(values())
                .filter(column -> column.header.equals(name.strip()))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.QUERY_INVALID,
                        "a column is one of "
                                + Arrays.stream(values()).map(CsvColumn::header).collect(Collectors.joining(", "))
                                + "; not " + name,
                        "columns"));
    }

    String header() {
        return header;
    }

    String of(ListenerRow row) {
        return value.apply(row);
    }

    private static String ofHolders(ListenerRow row, Function<Holder, Optional<String>> value) {
        return row.holders().list().stream()
                .map(value)
                .flatMap(Optional::stream)
                .distinct()
                .collect(Collectors.joining("; "));
    }
}
