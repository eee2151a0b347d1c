import { Card, CardBody, Title } from "@patternfly/react-core";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { api, answer } from "../api/client";
import type { Overview } from "../api/model";
import { touchedBy } from "../api/topics";
import { StopsTable } from "../audit/StopsTable";
import { GlassBanner } from "../approvals/GlassBanner";
import { causeText } from "../conflicts/text";
import { ActivityTable } from "../ui/ActivityTable";
import { PageHeader } from "../ui/PageHeader";
import { Loaded } from "../ui/PageStates";
import { StaleNote, useStale } from "../ui/StaleNote";
import { Time } from "../ui/Time";

const overviewQuery = queryOptions({
  queryKey: ["overview"],
  queryFn: ({ signal }) => answer(api.GET("/api/overview", { signal })),
  meta: touchedBy(["listeners", "connections", "conflicts", "host", "stop"]),
});

interface Figure {
  count: number;
  text: string;
  /** The list that the number counts. */
  to: string;
  /** Worth a look as soon as it is not zero. */
  warns?: boolean;
}

const figuresOf = ({ hosts, ...overview }: Overview): readonly Figure[] => [
  { count: hosts.live, text: "hosts live", to: "/hosts?watch=LIVE" },
  { count: hosts.silent, text: "hosts silent", to: "/hosts?watch=SILENT", warns: true },
  { count: hosts.offline, text: "hosts offline", to: "/hosts?watch=OFFLINE", warns: true },
  { count: hosts.never, text: "hosts never connected", to: "/hosts?watch=NEVER", warns: true },
  { count: overview.listeners, text: "TCP listeners", to: "/ports?protocol=TCP" },
  { count: overview.boundUdp, text: "bound UDP sockets", to: "/ports?protocol=UDP" },
  { count: overview.timeWait, text: "in TIME_WAIT", to: "/time-wait?state=TIME_WAIT" },
  { count: overview.unmanaged, text: "unmanaged listeners", to: "/ports?owner=UNMANAGED", warns: true },
  { count: overview.unknownHolders, text: "with unknown holders", to: "/ports?owner=UNKNOWN", warns: true },
  { count: overview.approvalsPending, text: "approvals pending", to: "/approvals", warns: true },
  { count: overview.stopsOpen, text: "stops under way", to: "/audit?tab=stops" },
];

function FigureCard({ figure: { count, text, to, warns = false } }: { figure: Figure }) {
  return (
    <Card isCompact className={warns && count > 0 ? "pl-figure pl-figure-warns" : "pl-figure"}>
      <CardBody>
        <Link to={to}>
          <strong>{count.toLocaleString()}</strong> {text}
        </Link>
      </CardBody>
    </Card>
  );
}

/** Open failed binds by cause. */
function Conflicts({ causes }: { causes: Overview["failedBindsOpen"] }) {
  return (
    <section aria-labelledby="conflicts-heading" className="pl-stack">
      <Title headingLevel="h2" id="conflicts-heading">
        Open conflicts
      </Title>
      {causes.length === 0 ? (
        <p>
          No failed bind is open. See <Link to="/conflicts">Conflicts</Link>.
        </p>
      ) : (
        <div className="pl-figures">
          {causes.map(({ value, count }) => (
            <FigureCard
              key={value}
              figure={{
                count,
                text: causeText(value),
                to: `/conflicts?cause=${encodeURIComponent(value)}`,
                warns: true,
              }}
            />
          ))}
        </div>
      )}
    </section>
  );
}

/** The fleet at a glance; each number leads to the list it counts. */
export default function OverviewPage() {
  const query = useQuery(overviewQuery);
  return (
    <div className="pl-stack">
      <PageHeader title="Overview" />
      <GlassBanner />
      <StaleNote stale={useStale(query)} />
      <Loaded query={query} what="the overview">
        {(overview) => (
          <>
            <p>
              As of <Time at={overview.asOf} short />
            </p>
            <div className="pl-figures">
              {figuresOf(overview).map((figure) => (
                <FigureCard key={figure.text} figure={figure} />
              ))}
            </div>
            <Conflicts causes={overview.failedBindsOpen} />
            <section aria-labelledby="recent-heading" className="pl-stack">
              <Title headingLevel="h2" id="recent-heading">
                Recent changes
              </Title>
              {overview.recent.length === 0 ? (
                <p>Nothing yet. Ports that open and close on any host are listed here.</p>
              ) : (
                <ActivityTable items={overview.recent} name="Recent changes" />
              )}
            </section>
            <section aria-labelledby="stops-heading" className="pl-stack">
              <Title headingLevel="h2" id="stops-heading">
                Recent stops
              </Title>
              {overview.recentStops.length === 0 ? (
                <p>
                  None yet. To plan one, press Stop… in a row of <Link to="/ports">Ports</Link>.
                </p>
              ) : (
                <StopsTable items={overview.recentStops} name="Recent stops" />
              )}
            </section>
          </>
        )}
      </Loaded>
    </div>
  );
}
