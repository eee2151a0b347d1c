import { Alert, Button } from "@patternfly/react-core";
import CopyIcon from "@patternfly/react-icons/dist/esm/icons/copy-icon";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { AuditWitness } from "../api/model";
import { useAnnounce } from "../ui/announce";
import { Commands } from "../ui/Commands";
import { Loaded } from "../ui/PageStates";
import { Time } from "../ui/Time";
import { checkpointQuery, witnessesQuery } from "./queries";

function Copied({ name, text }: { name: string; text: string }) {
  const announce = useAnnounce();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      announce("Copied");
    } catch {
      announce("The browser did not allow copying; select the text instead");
    }
  };
  return (
    <Button variant="link" isInline icon={<CopyIcon />} onClick={() => void copy()}>
      Copy {name}
    </Button>
  );
}

function Witness({ witness }: { witness: AuditWitness }) {
  const { hostId, hostName, size, at, refused, refusedAt, kept } = witness;
  return (
    <li>
      <Link to={`/hosts/${encodeURIComponent(hostId)}`}>{hostName ?? hostId}</Link>{" "}
      {refused === undefined ? (
        <>
          keeps {size?.toLocaleString()} entries
          {at !== undefined && (
            <>
              , since <Time at={at} short />
            </>
          )}
        </>
      ) : (
        <>
          <strong>holds another history</strong> ({refused}
          {refusedAt !== undefined && (
            <>
              , <Time at={refusedAt} short />
            </>
          )}
          ){kept !== undefined && <pre className="pl-json">{kept}</pre>}
        </>
      )}
    </li>
  );
}

/** Said before anything is asked for: a host that holds another history must not wait behind a button. */
export function ContradictingHosts() {
  const { data } = useQuery(witnessesQuery);
  const against = (data ?? []).filter(({ refused }) => refused !== undefined);
  return (
    against.length > 0 && (
      <Alert isInline variant="danger" title="The audit log is not the one that hosts know">
        <ul>
          {against.map((witness) => (
            <Witness key={witness.hostId} witness={witness} />
          ))}
        </ul>
      </Alert>
    )
  );
}

/** The log as it was last signed, who keeps that, and how to check it from outside. */
export function Checkpoint() {
  const query = useQuery(checkpointQuery);
  const witnesses = useQuery(witnessesQuery);
  return (
    <details className="pl-card">
      <summary>Checkpoint and hosts that keep it</summary>
      <Loaded query={query} what="the checkpoint">
        {({ size, note, logKey, notSigning }) => (
          <div className="pl-stack">
            {notSigning !== undefined && (
              <Alert isInline variant="danger" title={`The log is not signed any more: ${notSigning}`} />
            )}
            <p>
              Signed for {size.toLocaleString()} entries. Write it down elsewhere: a later log that does not continue it
              was rewritten.
            </p>
            <pre className="pl-json" aria-label="Checkpoint">
              {note}
            </pre>
            <div className="pl-row">
              <Copied name="checkpoint" text={note} />
              <Copied name="the log's key" text={logKey} />
            </div>
            <Commands
              name="To check an export from outside"
              commands={[
                "portledger audit checkpoints > HOST.jsonl",
                `portledger audit verify audit.jsonl --key ${logKey} --checkpoints HOST.jsonl`,
              ]}
            />
          </div>
        )}
      </Loaded>
      <Loaded query={witnesses} what="the hosts that keep checkpoints">
        {(all) =>
          all.length === 0 ? (
            <p>No host has kept a checkpoint yet.</p>
          ) : (
            <ul aria-label="Hosts that keep checkpoints">
              {all.map((witness) => (
                <Witness key={witness.hostId} witness={witness} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </details>
  );
}
