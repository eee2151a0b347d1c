import { Label, Tab, Tabs, TabTitleText } from "@patternfly/react-core";
import { Table, Tbody, Th, Thead, Tr } from "@patternfly/react-table";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { Approval } from "../api/model";
import { Cell } from "../ui/Cell";
import { MorePages } from "../ui/MorePages";
import { PageHeader } from "../ui/PageHeader";
import { Loaded, NeverHadData } from "../ui/PageStates";
import { StaleNote, useStale } from "../ui/StaleNote";
import { Countdown, Time } from "../ui/Time";
import { patched, useViewState } from "../ui/useViewState";
import { GlassBanner } from "./GlassBanner";
import { approvalsQuery } from "./queries";
import { planPath, tabOf, type ApprovalsTab } from "./view";
import { approvalStateText } from "./text";

function Row({ approval, pending }: { approval: Approval; pending: boolean }) {
  const [params] = useViewState();
  const { subjectId, kind, title, requestedBy, requestedAt, reason, ticket, given, needed, expiresAt } = approval;
  const to = kind === "BULK" ? planPath(approval) : { search: patched(params, { stop: subjectId }).toString() };
  return (
    <Tr>
      <Cell label="Request">
        <Link to={to}>{title}</Link>
      </Cell>
      <Cell label="Asked by">
        {requestedBy} at <Time at={requestedAt} short />
      </Cell>
      <Cell label="Reason">
        {reason}
        {ticket !== undefined && ` (${ticket})`}
      </Cell>
      <Cell label="Rules">{approval.demands.map(({ rule }) => rule).join(", ")}</Cell>
      <Cell label="Approvals">
        {given} of {needed}
      </Cell>
      {pending ? (
        <>
          <Cell label="Expires">
            <Time at={expiresAt} short /> (<Countdown until={expiresAt} />)
          </Cell>
          <Cell label="Your part">
            {approval.mayDecide ? <Label status="info">Decide</Label> : approval.own ? "Asked by you" : "—"}
          </Cell>
        </>
      ) : (
        <>
          <Cell label="Ended as">{approvalStateText(approval.state)}</Cell>
          <Cell label="Decided by">
            {approval.decisions.length === 0
              ? "—"
              : approval.decisions
                  .map(({ name, decision }) => `${name} ${decision === "APPROVE" ? "✓ approved" : "✗ rejected"}`)
                  .join(", ")}
          </Cell>
        </>
      )}
    </Tr>
  );
}

function Listed({ tab }: { tab: ApprovalsTab }) {
  const [params] = useViewState();
  const query = useQuery(approvalsQuery(params));
  const pending = tab === "pending";
  const last = pending ? ["Expires", "Your part"] : ["Ended as", "Decided by"];
  return (
    <div className="pl-stack">
      <StaleNote stale={useStale(query)} />
      <Loaded query={query} what="approvals">
        {({ items, nextCursor, pending: total }) => (
          <>
            {items.length === 0 ? (
              <NeverHadData title={pending ? "Nothing waits for approval" : "Nothing was decided yet"}>
                Stops that a rule wants others to agree to appear here. The rules are under{" "}
                <Link to="/settings/rules">Settings</Link>.
              </NeverHadData>
            ) : (
              <Table
                role="table"
                aria-label={pending ? "Pending approvals" : "Decided approvals"}
                variant="compact"
                gridBreakPoint="grid-lg"
              >
                <Thead>
                  <Tr>
                    {["Request", "Asked by", "Reason", "Rules", "Approvals", ...last].map((name) => (
                      <Th key={name}>{name}</Th>
                    ))}
                  </Tr>
                </Thead>
                <Tbody>
                  {items.map((approval) => (
                    <Row key={approval.subjectId} approval={approval} pending={pending} />
                  ))}
                </Tbody>
              </Table>
            )}
            <MorePages what="approvals" shown={items.length} {...(pending ? { total } : {})} nextCursor={nextCursor} />
          </>
        )}
      </Loaded>
    </div>
  );
}

/** What others are asked to agree to, and what became of it. To decide, open the plan. */
export default function ApprovalsPage() {
  const [params, change] = useViewState();
  const tab = tabOf(params);
  const query = useQuery(approvalsQuery(params));
  const title = query.data === undefined ? "Pending" : `Pending ${query.data.pending.toLocaleString()}`;
  return (
    <div className="pl-stack">
      <PageHeader title="Approvals" />
      <GlassBanner />
      <Tabs
        activeKey={tab}
        onSelect={(_, key) => change({ tab: String(key), cursor: undefined })}
        aria-label="Approvals"
      >
        <Tab eventKey="pending" title={<TabTitleText>{title}</TabTitleText>} aria-label={title}>
          {tab === "pending" && <Listed tab="pending" />}
        </Tab>
        <Tab eventKey="history" title={<TabTitleText>History</TabTitleText>} aria-label="History">
          {tab === "history" && <Listed tab="history" />}
        </Tab>
      </Tabs>
    </div>
  );
}
