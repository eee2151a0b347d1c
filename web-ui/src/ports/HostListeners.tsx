import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { MorePages } from "../ui/MorePages";
import { Loaded, NeverHadData } from "../ui/PageStates";
import { useStale } from "../ui/StaleNote";
import { useViewState } from "../ui/useViewState";
import { columnsOf } from "./columns";
import { ListenersTable } from "./ListenersTable";
import { listenersQuery } from "./queries";

/** The listeners of one host, with the order and page that the URL holds. */
export function HostListeners({ hostId }: { hostId: string }) {
  const [params] = useViewState();
  const asked = new URLSearchParams({ host: hostId });
  for (const name of ["sort", "cursor"]) {
    for (const value of params.getAll(name)) {
      asked.append(name, value);
    }
  }
  const query = useQuery(listenersQuery(asked));
  const stale = useStale(query);
  const columns = columnsOf(params).filter(({ id }) => id !== "host");
  return (
    <Loaded query={query} what="listeners">
      {(page) => (
        <div className="pl-stack">
          <div className="pl-row">
            <strong>
              {page.total.toLocaleString()} {page.total === 1 ? "listener" : "listeners"}
            </strong>
            <Link to={`/ports?host=${encodeURIComponent(hostId)}`}>Search and export them</Link>
          </div>
          {page.items.length === 0 ? (
            <NeverHadData title="No listeners">
              At the last look of its agent, nothing listened on this host.
            </NeverHadData>
          ) : (
            <ListenersTable items={page.items} view={page.view} columns={columns} stale={stale.stale} past={false} />
          )}
          <MorePages what="listeners" shown={page.items.length} total={page.total} nextCursor={page.nextCursor} />
        </div>
      )}
    </Loaded>
  );
}
