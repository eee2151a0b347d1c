import { Tab, Tabs, TabTitleText } from "@patternfly/react-core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { HostName } from "../hosts/HostName";
import { Chips, type Chip } from "../ui/Chips";
import { csvPath } from "../ui/csv";
import { Fold } from "../ui/Fold";
import { cursorOf, MorePages } from "../ui/MorePages";
import { PageHeader } from "../ui/PageHeader";
import { Loaded, NeverHadData, NoMatch } from "../ui/PageStates";
import { StaleNote, useStale } from "../ui/StaleNote";
import { localTime, parseTime } from "../ui/time";
import { useViewState } from "../ui/useViewState";
import { AUDIT_FILTERS, AuditFilterForm } from "./AuditFilterForm";
import { AuditTable } from "./AuditTable";
import { Checkpoint, ContradictingHosts } from "./Checkpoint";
import { auditAsked, auditPageQuery, stopsQuery } from "./queries";
import { StopsTable } from "./StopsTable";
import { Verify } from "./Verify";

function chipOf(name: string, value: string): Chip {
  const at = name === "from" || name === "to" ? parseTime(value) : undefined;
  return name === "host"
    ? { name, value, text: <HostName hostId={value} /> }
    : { name, value, ...(at === undefined ? {} : { text: localTime(at) }) };
}

function Log() {
  const [params, change] = useViewState();
  const query = useQuery(auditPageQuery(params));
  const stale = useStale(query);
  const filtered = AUDIT_FILTERS.some((name) => params.has(name));
  const clear = () =>
    change({ cursor: undefined, ...Object.fromEntries(AUDIT_FILTERS.map((name) => [name, undefined])) });
  return (
    <div className="pl-stack">
      <Fold summary="Filters">
        <AuditFilterForm />
      </Fold>
      {filtered && (
        <Chips
          chips={AUDIT_FILTERS.flatMap((name) => params.getAll(name).map((value) => chipOf(name, value)))}
          onRemove={({ name }) => change({ [name]: undefined, cursor: undefined })}
          onClear={clear}
        />
      )}
      <StaleNote stale={stale} />
      <ContradictingHosts />
      <Checkpoint />
      <Loaded query={query} what="the audit log">
        {({ items, total, nextCursor }) => (
          <>
            <div className="pl-row pl-spread">
              <strong>
                {total.toLocaleString()} {total === 1 ? "entry" : "entries"}
              </strong>
              <div className="pl-row">
                <a className="pl-button-link" href={csvPath("/api/audit.jsonl", auditAsked(params))} download>
                  JSON lines
                </a>
                <a className="pl-button-link" href={csvPath("/api/audit.csv", auditAsked(params))} download>
                  CSV
                </a>
                <Verify />
              </div>
            </div>
            {items.length > 0 ? (
              <AuditTable items={items} />
            ) : filtered ? (
              <NoMatch what="entries" onClear={clear} />
            ) : (
              <NeverHadData title="Nothing recorded yet">
                Sign-ins, enrolments and stops are recorded here.
              </NeverHadData>
            )}
            <MorePages what="the audit log" shown={items.length} total={total} nextCursor={nextCursor} />
          </>
        )}
      </Loaded>
    </div>
  );
}

function Stops() {
  const [params] = useViewState();
  const state = params.get("state") ?? undefined;
  const query = useQuery(stopsQuery(state === undefined ? {} : { state }, cursorOf(params)));
  return (
    <div className="pl-stack">
      <StaleNote stale={useStale(query)} />
      <Loaded query={query} what="stops">
        {({ items, nextCursor }) => (
          <>
            {items.length > 0 ? (
              <StopsTable items={items} />
            ) : (
              <NeverHadData title="No stops yet">
                To plan one, press Stop… in a row of <Link to="/ports">Ports</Link>. Nothing is stopped by that alone.
              </NeverHadData>
            )}
            <MorePages what="stops" shown={items.length} nextCursor={nextCursor} />
          </>
        )}
      </Loaded>
    </div>
  );
}

/** Everything that was decided or done, in one sequence that is never edited; and the stops by themselves. */
export default function AuditPage() {
  const [params, change] = useViewState();
  const tab = params.get("tab") === "stops" ? "stops" : "log";
  return (
    <div className="pl-stack">
      <PageHeader title="Audit" />
      <Tabs activeKey={tab} onSelect={(_, key) => change({ tab: String(key), cursor: undefined })} aria-label="Audit">
        <Tab eventKey="log" title={<TabTitleText>Log</TabTitleText>} aria-label="Log">
          {tab === "log" && <Log />}
        </Tab>
        <Tab eventKey="stops" title={<TabTitleText>Stops</TabTitleText>} aria-label="Stops">
          {tab === "stops" && <Stops />}
        </Tab>
      </Tabs>
    </div>
  );
}
