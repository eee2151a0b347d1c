import { Alert } from "@patternfly/react-core";
import type { HostDetail } from "../api/model";

/** By the name that the agent tells of it (domain Facility). */
const NAME = "events";

/**
 * Where a host's agent learns of failed binds, and what it misses: without it an empty list would look as if nothing had
 * failed.
 */
export function EventSource({ facilities }: { facilities: HostDetail["facilities"] }) {
  const events = facilities?.find(({ name }) => name === NAME);
  if (events === undefined) {
    return (
      <Alert isInline variant="warning" title="It is not known whether this host tells of failed binds">
        The agent has not said where it learns of them, so that none is listed says nothing.
      </Alert>
    );
  }
  return (
    <Alert
      isInline
      variant={events.available ? "info" : "warning"}
      title={events.available ? "Source of events in use" : "No source of events: failed binds are not seen"}
    >
      <p>{events.detail}</p>
      {events.cost !== undefined && <p>What that costs: {events.cost}</p>}
    </Alert>
  );
}
