package dev.portledger.server.ledger.write;

import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.LocalEndpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a listener's holders beside their JSON, for sorting, facets and search. Of several holders the first that a unit
 * or a container manages speaks for all, else the first: PID 1 keeps a duplicate of the sockets it activates.
 */
record HolderColumns(
        @Nullable Integer pid,
        @Nullable String comm,
        @Nullable String exe,
        @Nullable String userName,
        @Nullable String unit,
        @Nullable String container,
        String ownerKind,
        String bindKind,
        String searchText) {

    static HolderColumns of(Listener listener) {
        Optional<Holder> speaker = speaker(listener.holders());
        Optional<Management> management = speaker.map(Holder::management);
        return new HolderColumns(
                speaker.map(holder -> holder.process().pid()).orElse(null),
                speaker.map(holder -> StorableText.of(holder.comm())).orElse(null),
                speaker.flatMap(Holder::exe).map(StorableText::of).orElse(null),
                speaker.map(HolderColumns::user).orElse(null),
                management.flatMap(HolderColumns::unit).orElse(null),
                management.flatMap(HolderColumns::container).orElse(null),
                ownerKind(listener.holders(), management),
                bindKind(listener.key().endpoint().address()),
                searchText(listener));
    }

    private static Optional<Holder> speaker(Holders holders) {
        return holders.list().stream()
                .filter(holder -> holder.management() instanceof Management.Unit
                        || holder.management() instanceof Management.Container)
                .findFirst()
                .or(() -> holders.list().stream().findFirst());
    }

    private static String ownerKind(Holders holders, Optional<Management> management) {
        if (management.isEmpty()) {
            return holders instanceof Holders.Known ? "KERNEL" : "UNKNOWN";
        }
        return switch (management.get()) {
            case Management.Unit _ -> "UNIT";
            case Management.Container _ -> "CONTAINER";
            case Management.Unmanaged _ -> "UNMANAGED";
            case Management.Unknown _ -> "UNKNOWN";
        };
    }

    private static String bindKind(IpAddress address) {
        boolean mappedLoopback = address.isV4Mapped() && (address.low() >>> 24 & 0xff) == 127;
        return address.isWildcard() ? "WILDCARD" : address.isLoopback() || mappedLoopback ? "LOOPBACK" : "SPECIFIC";
    }

    private static String user(Holder holder) {
        return holder.user()
                .name()
                .map(StorableText::of)
                .orElse(Long.toString(holder.user().uid()));
    }

    private static Optional<String> unit(Management management) {
        return management instanceof Management.Unit unit
                ? Optional.of(StorableText.of(unit.name()))
                : Optional.empty();
    }

    private static Optional<String> container(Management management) {
        return management instanceof Management.Container container
                ? Optional.of(StorableText.of(container.id()))
                : Optional.empty();
    }

    /** Without ids of containers: they are random hexadecimal digits, in which short texts occur by chance. */
    private static String searchText(Listener listener) {
        List<String> words = new ArrayList<>();
        for (Holder holder : listener.holders().list()) {
            words.add(holder.comm());
            holder.exe().ifPresent(words::add);
            holder.cmdline().ifPresent(words::add);
            words.add(user(holder));
            unit(holder.management()).ifPresent(words::add);
            if (holder.management() instanceof Management.Container container) {
                container.name().ifPresent(words::add);
                container.image().ifPresent(words::add);
            }
        }
        LocalEndpoint endpoint = listener.key().endpoint();
        words.add(endpoint.address().text());
        words.add(Integer.toString(endpoint.port()));
        return StorableText.of(String.join("\n", words).toLowerCase(Locale.ROOT));
    }
}
