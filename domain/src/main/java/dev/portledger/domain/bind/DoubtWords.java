package dev.portledger.domain.bind;

import dev.portledger.domain.bind.BindVerdict.Doubt;
import dev.portledger.domain.holder.HolderGap;
import dev.portledger.domain.holder.Holders;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What could not be seen, in words. */
public final class DoubtWords {

    private DoubtWords() {}

    static List<String> of(FailedBind failed, CauseRule.Found found) {
        Set<String> sentences = new LinkedHashSet<>();
        for (HeldSocket held : found.inTheWay()) {
            if (held.holders() instanceof Holders.Partial partial) {
                String who = partial.list().isEmpty() ? "Who has " : "Who else has ";
                sentences.add(who + held.socket().endpoint().text() + " open is not known: " + of(partial.gap()) + ".");
            }
            held.flagGap()
                    .ifPresent(gap -> sentences.add("SO_REUSEADDR and SO_REUSEPORT are not known of "
                            + FlagWords.which(held.socket()) + ": " + of(gap) + "."));
        }
        if (failed.claimant().isEmpty() && found.cause() instanceof Cause.OtherProcess) {
            sentences.add(
                    "Who wants the port is not known, so it cannot be told whether it is the same program once more.");
        }
        List<Doubt> doubts =
                switch (failed.verdict()) {
                    case BindVerdict.Succeeds _ -> List.of();
                    case BindVerdict.Fails fails -> fails.doubts();
                    case BindVerdict.Unknown unknown -> unknown.doubts();
                };
        for (Doubt doubt : doubts) {
            String where = doubt.socket()
                    .map(socket ->
                            " (" + socket.state() + " on " + socket.endpoint().text() + ")")
                    .orElse("");
            doubt.missing().stream().sorted().forEach(fact -> sentences.add("Not known: " + of(fact) + where + "."));
        }
        return List.copyOf(sentences);
    }

    /** Why holders may be missing, as the end of a sentence. */
    public static String of(HolderGap gap) {
        return switch (gap) {
            case NOT_PERMITTED -> "the descriptors of some processes may not be read";
            case CHANGED_WHILE_READING -> "a process changed while it was read";
            case SEARCH_PENDING -> "not all processes have been searched yet";
            case NO_INODE -> "the socket has no inode to search for";
            case TOO_MANY -> "too many processes have it open";
        };
    }

    /** Why flags may be missing, as the end of a sentence. */
    static String of(FlagGap gap) {
        return switch (gap) {
            case NOT_OPEN -> "no process has it open any more that could be asked";
            case HOLDERS_UNKNOWN -> "who has it open could not be seen";
            case NOT_PERMITTED -> "this user may not ask sockets of that process, for lack of CAP_SYS_PTRACE";
            case NOT_SUPPORTED -> "this kernel has no pidfd_getfd; Linux 5.6 has";
            case CHANGED_WHILE_READING -> "the holder ended or closed it while it was asked";
            case REFUSED -> "the kernel refused to say";
            case TOO_MANY -> "there are too many sockets on the port to ask each";
        };
    }

    /** What would have to be known. */
    public static String of(MissingFact fact) {
        return switch (fact) {
            case CLAIMANT_REUSEADDR -> "SO_REUSEADDR of the claimant";
            case CLAIMANT_REUSEPORT -> "SO_REUSEPORT of the claimant";
            case CLAIMANT_V6ONLY -> "IPV6_V6ONLY of the claimant";
            case CLAIMANT_UID -> "the claimant's user";
            case HOLDER_REUSEADDR -> "SO_REUSEADDR of the socket that is there";
            case HOLDER_REUSEPORT -> "SO_REUSEPORT of the socket that is there";
            case HOLDER_V6ONLY -> "IPV6_V6ONLY of the socket that is there";
            case HOLDER_UID -> "the user of the socket that is there";
            case LISTENER_UID -> "the user of the listener that took the connection";
            case VRF -> "whether the interface belongs to a VRF";
            case BIND_ORDER -> "the order in which the sockets were bound";
            case BOUND_SOCKETS -> "sockets that are bound and do not listen; this kernel does not list them";
            case CONNECTIONS -> "connections and TIME_WAIT, which could not be listed";
            case LISTENERS -> "listeners, which could not be listed";
            case UNPRIVILEGED_PORT_START -> "net.ipv4.ip_unprivileged_port_start";
            case CAPABILITY -> "whether the claimant has CAP_NET_BIND_SERVICE";
            case LOCAL_ADDRESSES -> "the addresses of the host";
            case NONLOCAL_BIND -> "ip_nonlocal_bind";
        };
    }
}
