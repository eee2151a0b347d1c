import { Alert, Breadcrumb, BreadcrumbItem, Tab, Tabs, TabTitleText } from "@patternfly/react-core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import type { HostDetail } from "../api/model";
import { FailedBindsOfHost } from "../conflicts/FailedBindsOf";
import { HostListeners } from "../ports/HostListeners";
import { PageHeader } from "../ui/PageHeader";
import { Loaded } from "../ui/PageStates";
import { sentence } from "../ui/sentence";
import { StaleNote, useStale } from "../ui/StaleNote";
import { WatchLabel } from "../ui/states";
import { Time } from "../ui/Time";
import { useViewState } from "../ui/useViewState";
import { AgentHealth } from "./AgentHealth";
import { EventSource } from "./EventSource";
import { HostActivity } from "./HostActivity";
import { HostFindings } from "./HostFindings";
import { HostHistory } from "./HostHistory";
import { HostLabels } from "./HostLabels";
import { hostQuery } from "./queries";

const TABS = [
  ["ports", "Ports"],
  ["conflicts", "Failed binds"],
  ["findings", "Findings"],
  ["timeline", "Timeline"],
  ["activity", "Activity"],
  ["agent", "Agent"],
] as const;

type TabName = (typeof TABS)[number][0];

const Problems = ({ host }: { host: HostDetail }) =>
  host.problems.map(({ code, severity, message }) => (
    <Alert key={code + message} isInline variant={severity} title={sentence(message)} />
  ));

const HostConflicts = ({ host }: { host: HostDetail }) => (
  <div className="pl-stack">
    <EventSource facilities={host.facilities} />
    <FailedBindsOfHost hostId={host.hostId} />
  </div>
);

function Panel({ tab, host }: { tab: TabName; host: HostDetail }) {
  switch (tab) {
    case "ports":
      return <HostListeners hostId={host.hostId} />;
    case "conflicts":
      return <HostConflicts host={host} />;
    case "findings":
      return <HostFindings hostId={host.hostId} />;
    case "timeline":
      return <HostHistory hostId={host.hostId} />;
    case "activity":
      return <HostActivity hostId={host.hostId} />;
    case "agent":
      return <AgentHealth host={host} />;
  }
}

/** One host: its problems first, then its ports, how it was watched, what changed, and its agent. */
export default function HostPage() {
  const { hostId = "" } = useParams();
  const [params, change] = useViewState();
  const query = useQuery(hostQuery(hostId));
  const stale = useStale(query);
  const tab = TABS.find(([name]) => name === params.get("tab"))?.[0] ?? "ports";
  return (
    <div className="pl-stack">
      <Breadcrumb>
        <BreadcrumbItem>
          <Link to="/hosts">Hosts</Link>
        </BreadcrumbItem>
        <BreadcrumbItem isActive>{query.data?.name ?? hostId}</BreadcrumbItem>
      </Breadcrumb>
      <PageHeader title={query.data?.name ?? hostId} />
      <StaleNote stale={stale} />
      <Loaded query={query} what="the host">
        {(host) => (
          <>
            <HostLabels host={host} />
            <div className="pl-row">
              <WatchLabel watch={host.watch} />
              {host.lookedAt !== undefined && (
                <span>
                  looked at <Time at={host.lookedAt} short />
                </span>
              )}
              {host.os !== undefined && <span>{host.os}</span>}
            </div>
            <Problems host={host} />
            <Tabs
              activeKey={tab}
              onSelect={(_, key) => change({ tab: String(key), cursor: undefined, to: undefined })}
              aria-label="Host"
            >
              {TABS.map(([name, title]) => (
                <Tab key={name} eventKey={name} title={<TabTitleText>{title}</TabTitleText>} aria-label={title}>
                  {tab === name && <Panel tab={name} host={host} />}
                </Tab>
              ))}
            </Tabs>
          </>
        )}
      </Loaded>
    </div>
  );
}
