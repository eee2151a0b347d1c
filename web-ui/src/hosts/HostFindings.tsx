import { Title } from "@patternfly/react-core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { Finding, Findings } from "../api/model";
import { Commands } from "../ui/Commands";
import { portPath, portText } from "../ui/holderText";
import { Loaded } from "../ui/PageStates";
import { Sentences } from "../ui/Sentences";
import { StaleNote, useStale } from "../ui/StaleNote";
import { notJudged, titleOf, verdictOf } from "./findings";
import { findingsQuery } from "./queries";

function FindingCard({ finding, hostId }: { finding: Finding; hostId: string }) {
  const { code, summary, evidence, remedy, commands, protocol, ports, morePorts } = finding;
  return (
    <li className="pl-card pl-stack-tight" data-finding={code}>
      <Title headingLevel="h2">{titleOf(code)}</Title>
      <p>{summary}</p>
      {protocol !== undefined && (
        <div className="pl-row">
          {ports.map((port) => (
            <Link key={port} to={portPath({ hostId, protocol, port })}>
              {portText({ protocol, port })}
            </Link>
          ))}
          {morePorts > 0 && <span>and {morePorts.toLocaleString()} more</span>}
        </div>
      )}
      <Sentences title="Evidence" sentences={evidence} />
      <p>
        <strong>Remedy:</strong> {remedy}
      </p>
      {commands.length > 0 && <Commands commands={commands} name="Commands of the remedy" />}
    </li>
  );
}

/** What is in a bad way on a host, though nothing has failed yet, and what could not be judged. */
export function FindingList({ found }: { found: Findings }) {
  return (
    <>
      <p>{verdictOf(found)}</p>
      {found.findings.length > 0 && (
        <ul className="pl-holders pl-holders-flush" aria-label="Findings">
          {found.findings.map((finding) => (
            <FindingCard
              key={`${finding.code} ${finding.protocol ?? ""} ${finding.ports.join(" ")}`}
              finding={finding}
              hostId={found.hostId}
            />
          ))}
        </ul>
      )}
      {found.more > 0 && <p>and {found.more.toLocaleString()} more</p>}
      <Sentences title="What could not be judged" sentences={notJudged(found)} />
    </>
  );
}

export function HostFindings({ hostId }: { hostId: string }) {
  const query = useQuery(findingsQuery(hostId));
  const stale = useStale(query);
  return (
    <div className="pl-stack">
      <StaleNote stale={stale} />
      <Loaded query={query} what="the findings">
        {(found) => <FindingList found={found} />}
      </Loaded>
    </div>
  );
}
