package dev.portledger.server.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.HolderGap;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.holder.ProcessIdentity;
import dev.portledger.domain.holder.User;
import dev.portledger.domain.socket.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A holding that a test puts into the ledger, with {@link #insert} at the end. */
public final class TestingHolding {

    private static final AtomicInteger COOKIES = new AtomicInteger();

    private final TestingHost host;
    private final int port;
    private final List<Holder> holders = new ArrayList<>();
    private String protocol = "TCP";
    private IpAddress address = IpAddress.ANY_IPV4;
    private Instant beganAt = TestingLedger.now().minus(Duration.ofMinutes(30));
    private @Nullable Instant beganAfter;
    private String beganHow = "BETWEEN_LOOKS";
    private @Nullable Instant endedAfter;
    private @Nullable Instant endedAt;
    private @Nullable String endedHow;
    private long netns = Listeners.NETNS;
    private boolean unknown;
    private boolean kernel;

    TestingHolding(TestingHost host, int port) {
        this.host = host;
        this.port = port;
        beganAfter = beganAt.minusMillis(500);
    }

    public TestingHolding udp() {
        protocol = "UDP";
        return this;
    }

    /** In another network namespace than the host's own. */
    public TestingHolding netns(long inode) {
        netns = inode;
        return this;
    }

    public TestingHolding address(String text) {
        address = IpAddress.parse(text);
        return this;
    }

    public TestingHolding holder(String comm, int pid, String user, Management management) {
        return holder(comm, "/usr/bin/" + comm, pid, user, management);
    }

    public TestingHolding holder(String comm, String exe, int pid, String user, Management management) {
        holders.add(new Holder(
                new ProcessIdentity(host.bootId(), pid, 100L + pid),
                beganAt,
                1,
                comm,
                Optional.of(exe),
                Optional.of(exe + " --serve"),
                new User(1000, Optional.of(user)),
                management,
                List.of(7)));
        return this;
    }

    public TestingHolding unit(String comm, String unit) {
        return holder(comm, 4121, "app", new Management.Unit(unit, Optional.empty()));
    }

    public TestingHolding unknownHolders() {
        unknown = true;
        return this;
    }

    public TestingHolding kernelSocket() {
        kernel = true;
        return this;
    }

    /** @param after last look without it; null: nothing is known of before */
    public TestingHolding began(String how, @Nullable Instant after, Instant at) {
        beganHow = how;
        beganAfter = after;
        beganAt = at;
        return this;
    }

    public TestingHolding ended(String how, Instant after, Instant at) {
        endedHow = how;
        endedAfter = after;
        endedAt = at;
        return this;
    }

    /** Writes it, and gives its id. */
    public UUID insert() {
        if (holders.isEmpty() && !unknown && !kernel) {
            holder("java", 4121, "app", new Management.Unmanaged(Optional.empty()));
        }
        UUID id = UUID.randomUUID();
        Optional<Holder> first = holders.stream().findFirst();
        Optional<Management> management = first.map(Holder::management);
        host.ledger()
                .run(
                        "insert into holding (host_id, holding_id, boot_id, netns, protocol, address, port, socket_id, uid, inode,"
                                + " began_after, began_at, began_how, ended_after, ended_at, ended_how, holders, pid, comm, exe,"
                                + " user_name, unit, container, owner_kind, bind_kind, search_text)"
                                + " values (?, ?, ?, ?, ?, ?::inet, ?, ?, 1000, 77, ?::timestamptz, ?::timestamptz, ?,"
                                + " ?::timestamptz, coalesce(?::timestamptz, 'infinity'), ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        host.hostId(),
                        id,
                        host.bootId(),
                        netns,
                        protocol,
                        address.text(),
                        port,
                        "cookie:" + COOKIES.incrementAndGet(),
                        beganAfter,
                        beganAt,
                        beganHow,
                        endedAfter,
                        endedAt,
                        endedHow,
                        json(),
                        first.map(holder -> holder.process().pid()).orElse(null),
                        first.map(Holder::comm).orElse(null),
                        first.flatMap(Holder::exe).orElse(null),
                        first.flatMap(holder -> holder.user().name()).orElse(null),
                        management
                                .filter(Management.Unit.class::isInstance)
                                .map(by -> ((Management.Unit) by).name())
                                .orElse(null),
                        management
                                .filter(Management.Container.class::isInstance)
                                .map(by -> ((Management.Container) by).id())
                                .orElse(null),
                        ownerKind(management),
                        address.isWildcard() ? "WILDCARD" : address.isLoopback() ? "LOOPBACK" : "SPECIFIC",
                        searchText());
        return id;
    }

    private String json() {
        Holders all = unknown ? new Holders.Partial(holders, HolderGap.NOT_PERMITTED) : new Holders.Known(holders);
        try {
            return FrameJson.mapper().writeValueAsString(all);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("holders are always writable", e);
        }
    }

    private String ownerKind(Optional<Management> management) {
        if (management.isEmpty()) {
            return unknown ? "UNKNOWN" : "KERNEL";
        }
        return switch (management.get()) {
            case Management.Unit _ -> "UNIT";
            case Management.Container _ -> "CONTAINER";
            case Management.Unmanaged _ -> "UNMANAGED";
            case Management.Unknown _ -> "UNKNOWN";
        };
    }

    private String searchText() {
        Stream<String> ofHolders = holders.stream()
                .flatMap(holder -> Stream.of(
                        holder.comm(),
                        holder.exe().orElse(""),
                        holder.cmdline().orElse(""),
                        holder.user().name().orElse(""),
                        switch (holder.management()) {
                            case Management.Unit unit -> unit.name();
                            case Management.Container container ->
                                container.name().orElse("");
                            case Management.Unmanaged _, Management.Unknown _ -> "";
                        }));
        return Stream.concat(ofHolders, Stream.of(address.text(), Integer.toString(port)))
                .collect(Collectors.joining(" "))
                .toLowerCase(Locale.ROOT);
    }
}
