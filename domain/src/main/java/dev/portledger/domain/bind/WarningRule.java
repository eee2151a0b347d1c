package dev.portledger.domain.bind;

import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Management;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Which wrong moves are near. */
final class WarningRule {

    private WarningRule() {}

    static List<Warning> of(CauseRule.Found found, FailedBind failed) {
        Set<Warning> warnings = EnumSet.noneOf(Warning.class);
        List<HeldSocket> sockets = found.inTheWay();
        if (sockets.stream().anyMatch(held -> held.socket().timeWaitOnly())) {
            warnings.add(Warning.TCP_TW_RECYCLE);
            warnings.add(Warning.TCP_TW_REUSE);
        }
        List<Holder> holders =
                sockets.stream().flatMap(held -> held.holders().list().stream()).toList();
        if (!holders.isEmpty()) {
            warnings.add(Warning.KILL_9_FIRST);
        }
        for (Holder holder : holders) {
            switch (holder.management()) {
                case Management.Unit _, Management.Container _ -> warnings.add(Warning.KILL_MANAGED);
                case Management.Unmanaged _ -> {
                    if (holder.process().pid() != 1) {
                        warnings.add(Warning.UNMANAGED_SERVER);
                    }
                }
                case Management.Unknown _ -> {
                    // nothing is known of it, so nothing is said
                }
            }
        }
        if (!sockets.isEmpty()) {
            warnings.add(Warning.DODGE_PORT);
        }
        if (failed.isEphemeral()
                && failed.attempt().listens()
                && !failed.reserved().orElse(true)) {
            warnings.add(Warning.LISTENER_IN_EPHEMERAL_RANGE);
        }
        return List.copyOf(warnings);
    }
}
