package dev.portledger.server.audit;

import dev.portledger.domain.socket.Protocol;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What is to be recorded; {@link AuditLog#append} gives it its time, its number and its place in the chain.
 *
 * @param actor who did it
 * @param action stable code, {@code stop.requested}
 * @param hostId the host it is about; empty for what concerns no host
 * @param endpoint the port it is about; empty for what concerns no port
 * @param stopId the stop it belongs to
 * @param reason what a person gave as reason
 * @param detail more, by name: texts, whole numbers, truth values, lists and maps of them. Characters that PostgreSQL or UTF-8 cannot
 *     hold (U+0000, single surrogates) are replaced by U+FFFD
 */
public record AuditDraft(
        Actor actor,
        String action,
        Optional<UUID> hostId,
        Optional<Port> endpoint,
        Optional<UUID> stopId,
        Optional<String> reason,
        Map<String, Object> detail) {

    /** A port of one protocol on the entry's host. */
    public record Port(Protocol protocol, int number) {}

    public AuditDraft {
        actor = storable(actor);
        reason = reason.map(AuditDraft::storable);
        var sorted = new TreeMap<String, Object>();
        detail.forEach((name, value) -> sorted.put(storable(name), storable(value)));
        detail = Collections.unmodifiableMap(sorted);
    }

    public static AuditDraft of(Actor actor, String action) {
        return new AuditDraft(
                actor, action, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of());
    }

    public AuditDraft onHost(UUID host) {
        return new AuditDraft(actor, action, Optional.of(host), endpoint, stopId, reason, detail);
    }

    public AuditDraft onPort(Protocol protocol, int port) {
        return new AuditDraft(actor, action, hostId, Optional.of(new Port(protocol, port)), stopId, reason, detail);
    }

    public AuditDraft ofStop(UUID stop) {
        return new AuditDraft(actor, action, hostId, endpoint, Optional.of(stop), reason, detail);
    }

    public AuditDraft because(String why) {
        return new AuditDraft(actor, action, hostId, endpoint, stopId, Optional.of(why), detail);
    }

    public AuditDraft with(String name, Object value) {
        var more = new TreeMap<>(detail);
        more.put(name, value);
        return new AuditDraft(actor, action, hostId, endpoint, stopId, reason, more);
    }

    /** Like {@link #with(String, Object)} where there is a value, else unchanged. */
    public AuditDraft with(String name, Optional<?> value) {
        return value.isPresent() ? with(name, value.orElseThrow()) : this;
    }

    private static Actor storable(Actor actor) {
        return actor instanceof Actor.Person(String name) ? new Actor.Person(storable(name)) : actor;
    }

    private static Object storable(Object value) {
        return switch (value) {
            case String text -> storable(text);
            case Boolean truth -> truth;
            case Integer number -> number.longValue();
            case Long number -> number;
            case List<?> list -> list.stream().map(AuditDraft::storable).toList();
            case Map<?, ?> map -> {
                var sorted = new TreeMap<String, Object>();
                map.forEach((name, item) -> {
                    if (item != null) {
                        sorted.put(storable((String) name), storable(item));
                    }
                });
                yield Collections.unmodifiableMap(sorted);
            }
            default -> storable(value.toString());
        };
    }

    private static String storable(String text) {
        var clean = new StringBuilder(text.length());
        text.codePoints()
                .map(point -> point == 0 || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE)
                        ? '\uFFFD'
                        : point)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }
}
