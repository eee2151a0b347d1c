import { Alert, Title } from "@patternfly/react-core";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { Link, useParams } from "react-router";
import type { BulkStop } from "../api/model";
import { Glass } from "../approvals/GlassBanner";
import { useAnnounce } from "../ui/announce";
import { PageHeader } from "../ui/PageHeader";
import { Loaded } from "../ui/PageStates";
import { StaleNote, useStale } from "../ui/StaleNote";
import { Time } from "../ui/Time";
import { BulkAction } from "./BulkAction";
import { BulkLines } from "./BulkLines";
import { bulkQuery } from "./queries";

const STATES: Record<BulkStop["state"], string> = {
  PLANNED: "Planned; nothing has been stopped",
  AWAITING_APPROVAL: "Waits for approval",
  APPROVED: "Approved; not begun",
  RUNNING: "Under way",
  SETTLED: "Ended",
  DISCARDED: "Discarded; nothing was stopped",
};

/** `wave 2 of 4 · 12 freed · 1 failed` */
function progressText({ wave, waves, counts }: BulkStop): string {
  const parts = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`);
  return [`wave ${wave} of ${waves}`, ...parts].join(" · ");
}

function Bulk({ bulk }: { bulk: BulkStop }) {
  const announce = useAnnounce();
  const progress = progressText(bulk);
  const told = bulk.state === "RUNNING" || bulk.state === "SETTLED" ? `${STATES[bulk.state]}: ${progress}` : undefined;
  useEffect(() => {
    if (told !== undefined) {
      announce(told);
    }
  }, [announce, told]);
  return (
    <div className="pl-stack">
      <p>
        <strong>{STATES[bulk.state]}</strong>
        {" · "}
        {progress}
      </p>
      {bulk.state === "RUNNING" && bulk.wave > 0 && bulk.counts.running === 0 && (
        <p>The hosts look for some seconds whether anything takes a port again; it goes on when they have.</p>
      )}
      {bulk.halted !== undefined && (
        <Alert isInline variant="warning" title={`No further wave begins: ${bulk.halted}`} />
      )}
      {bulk.breakGlass !== undefined && <Glass glass={bulk.breakGlass} />}
      <p className="pl-hint">
        {bulk.waveSize} at once
        {bulk.pause !== "PT0S" && `, ${bulk.pause.replace("PT", "").toLowerCase()} between waves`}, goes on after{" "}
        {bulk.maxFailures} {bulk.maxFailures === 1 ? "failure" : "failures"}. Planned by {bulk.plannedBy} at{" "}
        <Time at={bulk.plannedAt} short />
        {bulk.settledAt !== undefined && (
          <>
            , ended at <Time at={bulk.settledAt} short />
          </>
        )}
        . <Link to={`/audit?stopId=${encodeURIComponent(bulk.bulkId)}`}>Audit of it</Link>
      </p>
      {bulk.reason !== undefined && (
        <p>
          {bulk.requestedBy}: {bulk.reason}
          {bulk.ticket !== undefined && ` (${bulk.ticket})`}
        </p>
      )}
      <BulkAction key={bulk.state} bulk={bulk} />
      <section aria-labelledby="lines-heading" className="pl-stack">
        <Title headingLevel="h2" id="lines-heading">
          Lines
        </Title>
        <BulkLines lines={bulk.lines ?? []} />
      </section>
    </div>
  );
}

/** One request over many hosts, from its plan to what came of each line. */
export default function BulkPage() {
  const { bulkId = "" } = useParams();
  const query = useQuery(bulkQuery(bulkId));
  return (
    <div className="pl-stack">
      <PageHeader title={query.data?.what ?? "Bulk stop"} />
      <StaleNote stale={useStale(query)} />
      <Loaded query={query} what="the bulk stop">
        {(bulk) => <Bulk bulk={bulk} />}
      </Loaded>
    </div>
  );
}
