import { Alert } from "@patternfly/react-core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { ListenerPage } from "../api/model";
import { StopAll } from "../bulk/StopAll";
import { csvPath } from "../ui/csv";
import { MorePages } from "../ui/MorePages";
import { PageHeader } from "../ui/PageHeader";
import { Loaded, NeverHadData, NoMatch } from "../ui/PageStates";
import { StaleNote, useStale } from "../ui/StaleNote";
import { Time } from "../ui/Time";
import { ColumnsButton } from "./ColumnsButton";
import { columnsOf } from "./columns";
import { FilterBar } from "./FilterBar";
import { ListenersTable } from "./ListenersTable";
import { listenersQuery } from "./queries";
import { filtersAsked, useFilters } from "./useFilters";

function UnknownHosts({ page }: { page: ListenerPage }) {
  const { unknownHosts } = page;
  if (unknownHosts.length === 0) {
    return null;
  }
  return (
    <Alert
      isInline
      variant="warning"
      title={`${unknownHosts.length} ${unknownHosts.length === 1 ? "host was" : "hosts were"} not watched at that time`}
    >
      A port that is not listed may still be held there:{" "}
      {unknownHosts.slice(0, 10).map(({ hostId, hostName }, place) => (
        <span key={hostId}>
          {place > 0 && ", "}
          <Link to={`/hosts/${encodeURIComponent(hostId)}`}>{hostName}</Link>
        </span>
      ))}
      {unknownHosts.length > 10 && " and more"}
    </Alert>
  );
}

/** The fleet's listeners: "who has 8080?" */
export default function PortsPage() {
  const filters = useFilters();
  const { params } = filters;
  const query = useQuery(listenersQuery(params));
  const stale = useStale(query);
  const columns = columnsOf(params);
  const past = params.has("at");
  return (
    <div className="pl-stack">
      <PageHeader title="Ports" />
      <FilterBar />
      <StaleNote stale={stale} />
      <Loaded query={query} what="listeners">
        {(page) => (
          <>
            <div className="pl-row pl-spread">
              <span>
                <strong>
                  {page.total.toLocaleString()} {page.total === 1 ? "listener" : "listeners"}
                </strong>{" "}
                as of <Time at={page.asOf} short={!past} />
              </span>
              <div className="pl-row">
                {filters.active && !past && page.total > 1 && (
                  <StopAll params={params} total={page.total} stale={stale.stale} />
                )}
                <a
                  className="pl-button-link"
                  href={csvPath("/api/listeners.csv", {
                    ...filtersAsked(params),
                    columns: columns.flatMap(({ csv }) => csv).join(","),
                  })}
                  download
                >
                  CSV
                </a>
                <ColumnsButton />
              </div>
            </div>
            <UnknownHosts page={page} />
            {page.items.length > 0 ? (
              <ListenersTable items={page.items} view={page.view} columns={columns} stale={stale.stale} past={past} />
            ) : filters.active ? (
              <NoMatch what="listeners" onClear={filters.clear} />
            ) : past ? (
              <NeverHadData title="No listeners are known of that time">
                {page.unknownHosts.length === 0
                  ? "Nothing listened on the hosts that were watched then."
                  : "The hosts above were not watched then; what they held is unknown."}
              </NeverHadData>
            ) : (
              <NeverHadData title="No listeners yet">
                Listeners appear here as soon as an agent has connected. See <Link to="/hosts">Hosts</Link>.
              </NeverHadData>
            )}
            <MorePages what="listeners" shown={page.items.length} total={page.total} nextCursor={page.nextCursor} />
          </>
        )}
      </Loaded>
    </div>
  );
}
