import { Title } from "@patternfly/react-core";
import { useQuery } from "@tanstack/react-query";
import { StopsTable } from "./StopsTable";
import { stopsQuery } from "./queries";

/** Stops shown on a port's page. */
const LATEST = "10";

/** Stops that were planned for one port; nothing where there were none. */
export function StopsOf({ hostId, protocol, port }: { hostId: string; protocol: string; port: number }) {
  const { data } = useQuery(stopsQuery({ host: hostId, port: String(port) }, undefined, LATEST));
  const stops = data?.items.filter((stop) => stop.protocol === protocol.toUpperCase()) ?? [];
  return stops.length === 0 ? null : (
    <section aria-labelledby="stops-heading" className="pl-stack">
      <Title headingLevel="h2" id="stops-heading">
        Stops
      </Title>
      <StopsTable items={stops} name="Stops of this port" />
    </section>
  );
}
