package dev.portledger.server.approval;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Management;
import dev.portledger.server.access.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a rule is for; all that is given has to hold, nothing given is everything. Texts are globs ({@code *}, {@code ?}).
 *
 * @param requesterRole what whoever asks is: an admin is no operator here, though admins may all that operators may
 * @param host name or id of the host
 * @param hostLabels labels that the host has, by their values
 * @param unit a unit that would end
 * @param user name or uid of a holder's user
 * @param ports {@code 5432} or {@code 8000-8999}: a port that would be freed
 * @param exe executable of a holder
 * @param container name or id of a holder's container
 * @param sigkill whether it is a SIGKILL
 * @param moreThanHosts the request is for more hosts than that
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Schema(description = "All that is given has to hold. Texts are patterns with * and ?.")
public record RuleMatch(
        Optional<Role> requesterRole,
        Optional<String> host,
        Optional<Map<String, String>> hostLabels,
        Optional<String> unit,
        Optional<String> user,
        Optional<String> ports,
        Optional<String> exe,
        Optional<String> container,
        Optional<Boolean> sigkill,
        Optional<Integer> moreThanHosts) {

    /** Why it is met, a part for each that was given; empty if it is not met. */
    Optional<String> met(Considered stop) {
        List<String> why = new ArrayList<>();
        boolean met = requesterRole
                        .map(role -> note(why, stop.requester().is(role), "asked for by an " + role.text()))
                        .orElse(true)
                && host.map(glob -> note(why, isHost(glob, stop.hostName(), stop.hostId()), "host " + stop.hostName()))
                        .orElse(true)
                && hostLabels
                        .map(labels -> note(why, hasLabels(stop.labels(), labels), "labels " + labels))
                        .orElse(true)
                && unit.map(glob -> any(why, "unit ", glob, List.copyOf(stop.units())))
                        .orElse(true)
                && user.map(glob -> any(why, "user ", glob, users(stop.holders())))
                        .orElse(true)
                && ports.map(range -> ofPorts(why, range, stop)).orElse(true)
                && exe.map(glob -> any(why, "executable ", glob, executables(stop.holders())))
                        .orElse(true)
                && container
                        .map(glob -> any(why, "container ", glob, containers(stop.holders())))
                        .orElse(true)
                && sigkill.map(wanted -> note(why, wanted == stop.sigkill(), wanted ? "SIGKILL" : "no SIGKILL"))
                        .orElse(true)
                && moreThanHosts
                        .map(limit -> note(why, stop.hosts() > limit, stop.hosts() + " hosts"))
                        .orElse(true);
        return met ? Optional.of(why.isEmpty() ? "every stop" : String.join(", ", why)) : Optional.empty();
    }

    private static boolean note(List<String> why, boolean holds, String text) {
        if (holds) {
            why.add(text);
        }
        return holds;
    }

    private static boolean any(List<String> why, String what, String glob, List<String> texts) {
        Optional<String> found =
                texts.stream().filter(text -> Glob.matches(glob, text)).sorted().findFirst();
        found.ifPresent(text -> why.add(what + text));
        return found.isPresent();
    }

    private static boolean ofPorts(List<String> why, String text, Considered stop) {
        PortSpan span = PortSpan.parse(text).orElse(PortSpan.NONE);
        Optional<Integer> found =
                stop.ports().stream().filter(span::contains).sorted().findFirst();
        found.ifPresent(port -> why.add("port " + port));
        return found.isPresent();
    }

    private static boolean isHost(String glob, String name, UUID hostId) {
        return Glob.matches(glob, name) || glob.equalsIgnoreCase(hostId.toString());
    }

    private static boolean hasLabels(Map<String, String> labels, Map<String, String> wanted) {
        return wanted.entrySet().stream()
                .allMatch(label -> labels.containsKey(label.getKey())
                        && Glob.matches(label.getValue(), labels.get(label.getKey())));
    }

    private static List<String> users(List<Holder> holders) {
        List<String> users = new ArrayList<>();
        for (Holder holder : holders) {
            users.add(String.valueOf(holder.user().uid()));
            holder.user().name().ifPresent(users::add);
        }
        return users;
    }

    private static List<String> executables(List<Holder> holders) {
        return holders.stream().map(Holder::exe).flatMap(Optional::stream).toList();
    }

    private static List<String> containers(List<Holder> holders) {
        List<String> names = new ArrayList<>();
        for (Holder holder : holders) {
            if (holder.management() instanceof Management.Container container) {
                names.add(container.id());
                container.name().ifPresent(names::add);
            }
        }
        return names;
    }
}
