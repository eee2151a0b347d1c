import { useQuery } from "@tanstack/react-query";
import { ActivityTable } from "../ui/ActivityTable";
import { cursorOf, MorePages } from "../ui/MorePages";
import { Loaded, NeverHadData } from "../ui/PageStates";
import { useViewState } from "../ui/useViewState";
import { activityQuery } from "./queries";

/** What changed on a host, page by page. */
export function HostActivity({ hostId }: { hostId: string }) {
  const [params] = useViewState();
  const query = useQuery(activityQuery(hostId, cursorOf(params)));
  return (
    <Loaded query={query} what="activity">
      {({ items, nextCursor }) => (
        <div className="pl-stack">
          {items.length === 0 ? (
            <NeverHadData title="Nothing has changed yet">
              Ports that open and close on this host are listed here.
            </NeverHadData>
          ) : (
            <ActivityTable items={items} hostId={hostId} name="Activity" />
          )}
          <MorePages what="activity" shown={items.length} nextCursor={nextCursor} />
        </div>
      )}
    </Loaded>
  );
}
