import { Button } from "@patternfly/react-core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { Link } from "react-router";
import { useIsAdmin } from "../access/session";
import type { Agent } from "../api/model";
import { useAnnounce } from "../ui/announce";
import { Dialog } from "../ui/Dialog";
import { Loaded } from "../ui/PageStates";
import { Time } from "../ui/Time";
import { useFocusOnMount } from "../ui/useFocusOnMount";
import { agentQuery, revokeAgent, rotateAgentKey } from "./queries";
import { ReasonDialog } from "./ReasonDialog";
import { StatusLabel } from "./StatusLabel";
import { clockText, eventsOf, labelsText, troublesOf } from "./text";

const COMMANDS: Record<Agent["commands"], string> = {
  YES: "taken, signed with this server's key",
  NO_KEY: "not taken: the agent does not know this server's key",
  OTHER_KEY: "not taken: the agent knows another key",
  UNKNOWN: "unknown until it has connected",
};

function factsOf(agent: Agent): readonly (readonly [string, ReactNode])[] {
  return [
    ["Status", <StatusLabel key="status" status={agent.status} />],
    ["Commands", COMMANDS[agent.commands]],
    ["Clock", clockText(agent.skew)],
    ["Events", eventsOf(agent)],
    ["Version", agent.agentVersion],
    ["Key", <code key="key">{agent.keyId}</code>],
    ["Next key", agent.nextKeyId === undefined ? "none waits" : <code key="next">{agent.nextKeyId}</code>],
    ["Asked for another key", agent.rekeyAskedAt === undefined ? "no" : <Time at={agent.rekeyAskedAt} />],
    ["Enrolled", <Time key="enrolled" at={agent.enrolledAt} />],
    ["By a token of", agent.tokenBy],
    ["Labels", labelsText(agent.labels) || "none"],
    ["Host id", <code key="id">{agent.hostId}</code>],
  ];
}

type Asking = "revoke" | "rotate";

function Actions({ agent, onEnrol }: { agent: Agent; onEnrol: (hostId: string) => void }) {
  const client = useQueryClient();
  const announce = useAnnounce();
  const [asking, setAsking] = useState<Asking>();
  const admin = useIsAdmin();
  const why = admin ? undefined : "Needs the role admin";
  const done = (said: string) => (after: Agent) => {
    client.setQueryData(agentQuery(agent.hostId).queryKey, after);
    void client.invalidateQueries({ queryKey: ["agents"] });
    announce(said);
    setAsking(undefined);
  };
  const revoking = useMutation({ mutationFn: revokeAgent, onSuccess: done("The agent is revoked") });
  const rotating = useMutation({ mutationFn: rotateAgentKey, onSuccess: done("The agent is asked for another key") });
  const { hostId, name } = agent;
  const revoked = agent.status === "REVOKED";
  const close = () => {
    revoking.reset();
    rotating.reset();
    setAsking(undefined);
  };
  return (
    <div className="pl-row">
      <Button variant="secondary" isAriaDisabled={!admin} title={why} onClick={() => onEnrol(hostId)}>
        {revoked ? "Let it in again…" : "Enrol again…"}
      </Button>
      {!revoked && (
        <>
          <Button variant="secondary" isAriaDisabled={!admin} title={why} onClick={() => setAsking("rotate")}>
            Replace its key…
          </Button>
          <Button variant="danger" isAriaDisabled={!admin} title={why} onClick={() => setAsking("revoke")}>
            Revoke…
          </Button>
        </>
      )}
      {asking === "revoke" && (
        <ReasonDialog
          title={`Revoke the agent of ${name}`}
          verb="Revoke"
          danger
          pending={revoking.isPending}
          error={revoking.error}
          onConfirm={(reason) => revoking.mutate({ hostId, reason })}
          onClose={close}
        >
          <p>
            Its connection is closed at once and it cannot come back, except by a new token for this very host. From
            then on nothing is known of the host; what is known of before stays.
          </p>
        </ReasonDialog>
      )}
      {asking === "rotate" && (
        <ReasonDialog
          title={`Replace the key of ${name}`}
          verb="Ask for another key"
          pending={rotating.isPending}
          error={rotating.error}
          onConfirm={(reason) => rotating.mutate({ hostId, reason })}
          onClose={close}
        >
          <p>
            The agent makes another key, signs it with the present one and connects by it. The present one is good until
            then. An agent that is away is asked when it is back.
          </p>
        </ReasonDialog>
      )}
    </div>
  );
}

interface AgentDrawerProps {
  hostId: string;
  onEnrol: (hostId: string) => void;
  onClose: () => void;
}

/** All about one agent, and what an administrator can do with it. */
export default function AgentDrawer({ hostId, onEnrol, onClose }: AgentDrawerProps) {
  const query = useQuery(agentQuery(hostId));
  const close = useFocusOnMount<HTMLButtonElement>();
  return (
    <Dialog title={`Agent of ${query.data?.name ?? "a host"}`} shape="drawer" onClose={onClose}>
      <div className="pl-stack">
        <Loaded query={query} what="the agent">
          {(agent) => (
            <>
              {troublesOf(agent).map((text) => (
                <p key={text}>{text}</p>
              ))}
              <dl className="pl-facts">
                {factsOf(agent).map(([name, value]) => (
                  <div key={name}>
                    <dt>{name}</dt>
                    <dd>{value ?? <span className="pl-hint">unknown</span>}</dd>
                  </div>
                ))}
              </dl>
              <p>
                <Link to={`/hosts/${encodeURIComponent(hostId)}?tab=agent`}>Everything it can use on its host</Link>
              </p>
              <Actions agent={agent} onEnrol={onEnrol} />
            </>
          )}
        </Loaded>
        <div>
          <Button variant="secondary" onClick={onClose} ref={close}>
            Close
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
