package dev.portledger.server.approval;

import dev.portledger.domain.holder.Holder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What rules look at: a stop as it is planned, by whom.
 *
 * @param labels the host's labels
 * @param ports all ports that would be freed, those of other listeners that end as well too
 * @param units all units that would end
 * @param hosts how many hosts the whole request is for
 */
public record Considered(
        Person requester,
        UUID hostId,
        String hostName,
        Map<String, String> labels,
        Set<Integer> ports,
        List<Holder> holders,
        Set<String> units,
        boolean sigkill,
        int hosts) {

    public Considered {
        labels = Map.copyOf(labels);
        ports = Set.copyOf(ports);
        holders = List.copyOf(holders);
        units = Set.copyOf(units);
    }
}
