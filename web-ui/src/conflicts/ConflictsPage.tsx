import { Tab, Tabs, TabTitleText } from "@patternfly/react-core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { csvPath } from "../ui/csv";
import { MorePages } from "../ui/MorePages";
import { PageHeader } from "../ui/PageHeader";
import { Loaded, NeverHadData, NoMatch } from "../ui/PageStates";
import { StaleNote, useStale } from "../ui/StaleNote";
import { Time } from "../ui/Time";
import { ConflictsBar } from "./ConflictsBar";
import { ConflictsList } from "./ConflictsList";
import { failedBindFacetsQuery, failedBindsQuery } from "./queries";
import { useFailedBinds } from "./useFailedBinds";
import { failedBindsAsked, tabOf, TABS, type TabName } from "./view";

const NONE: Record<TabName, string> = {
  open: "No open failed binds",
  snoozed: "Nothing is snoozed",
  resolved: "Nothing is resolved yet",
};

function Listed({ tab }: { tab: TabName }) {
  const filters = useFailedBinds();
  const { params } = filters;
  const query = useQuery(failedBindsQuery(params));
  const stale = useStale(query);
  return (
    <div className="pl-stack">
      <StaleNote stale={stale} />
      <Loaded query={query} what="failed binds">
        {({ items, total, times, asOf, nextCursor, view }) => (
          <>
            <div className="pl-row pl-spread">
              <span>
                <strong>
                  {total.toLocaleString()} {total === 1 ? "failed bind" : "failed binds"}
                </strong>
                , ×{times.toLocaleString()} in all, as of <Time at={asOf} short />
              </span>
              <a className="pl-button-link" href={csvPath("/api/failed-binds.csv", failedBindsAsked(params))} download>
                CSV
              </a>
            </div>
            {items.length > 0 ? (
              <ConflictsList items={items} view={view} stale={stale.stale} />
            ) : filters.active ? (
              <NoMatch what="failed binds" onClear={filters.clear} />
            ) : (
              <NeverHadData title={NONE[tab]}>
                A bind that fails on a host appears here, if the host&apos;s kernel tells of binds. Whether it does is
                on the page of each of the <Link to="/hosts">hosts</Link>, under Agent: <code>events</code>.
              </NeverHadData>
            )}
            <MorePages what="failed binds" shown={items.length} total={total} nextCursor={nextCursor} />
          </>
        )}
      </Loaded>
    </div>
  );
}

/** The inbox of failed binds: who wanted a port, who had it, why, and what to do. */
export default function ConflictsPage() {
  const filters = useFailedBinds();
  const facets = useQuery(failedBindFacetsQuery(filters.params)).data;
  const tab = tabOf(filters.params);
  const count = (name: TabName) => facets?.state.find(({ value }) => value === name.toUpperCase())?.count ?? 0;
  const tabs = TABS.map(([name, title]) => ({
    name,
    title: facets === undefined ? title : `${title} ${count(name).toLocaleString()}`,
  }));
  return (
    <div className="pl-stack">
      <PageHeader title="Conflicts" />
      <ConflictsBar facets={facets} />
      <Tabs activeKey={tab} onSelect={(_, key) => filters.set("tab", [String(key)])} aria-label="State">
        {tabs.map(({ name, title }) => (
          <Tab key={name} eventKey={name} title={<TabTitleText>{title}</TabTitleText>} aria-label={title}>
            {tab === name && <Listed tab={name} />}
          </Tab>
        ))}
      </Tabs>
    </div>
  );
}
