import { Button, ToggleGroup, ToggleGroupItem } from "@patternfly/react-core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useIsAdmin } from "../access/session";
import { MorePages } from "../ui/MorePages";
import { PageHeader } from "../ui/PageHeader";
import { Loaded, NeverHadData, NoMatch } from "../ui/PageStates";
import { SearchBox } from "../ui/SearchBox";
import { StaleNote, useStale } from "../ui/StaleNote";
import { useViewState } from "../ui/useViewState";
import AgentDrawer from "./AgentDrawer";
import { AgentsTable } from "./AgentsTable";
import { CommandKey } from "./CommandKey";
import EnrolDrawer from "./EnrolDrawer";
import { agentsQuery } from "./queries";
import { STATUSES } from "./text";
import { Tokens } from "./Tokens";

/** What `enrol` in the URL says for any new host. */
const NEW = "new";

/** Gives the focus back to what opened a drawer, which the URL may have closed. */
function useReturnedFocus(open: boolean): () => void {
  const opener = useRef<Element>(null);
  const was = useRef(false);
  useEffect(() => {
    if (was.current && !open) {
      const target = opener.current?.isConnected === true ? opener.current : document.getElementById("page-heading");
      if (target instanceof HTMLElement) {
        target.focus();
      }
    }
    was.current = open;
  }, [open]);
  return () => {
    if (document.activeElement?.closest("dialog") === null) {
      opener.current = document.activeElement;
    }
  };
}

/** Every agent, those that somebody should see to first; how hosts come and go. */
export default function AgentsPage() {
  const [params, change] = useViewState();
  const query = useQuery(agentsQuery(params));
  const admin = useIsAdmin();
  const enrol = params.get("enrol") ?? undefined;
  const agent = params.get("agent") ?? undefined;
  const remember = useReturnedFocus(enrol !== undefined || agent !== undefined);
  const filtered = params.has("q") || params.has("status");
  const clear = () => change({ q: undefined, status: undefined, cursor: undefined });
  const open = (drawer: { enrol?: string; agent?: string }) => {
    remember();
    change({ enrol: drawer.enrol, agent: drawer.agent });
  };
  const close = () => change({ enrol: undefined, agent: undefined });
  return (
    <div className="pl-stack">
      <PageHeader title="Agents">
        <Button
          variant="primary"
          isAriaDisabled={!admin}
          title={admin ? undefined : "Needs the role admin"}
          onClick={() => open({ enrol: NEW })}
        >
          Enrol a host…
        </Button>
      </PageHeader>
      <SearchBox
        label="Search agents"
        placeholder="host, version, key"
        value={params.get("q") ?? ""}
        onType={(q) => change({ q: q.trim() || undefined, cursor: undefined }, { replace: true })}
      />
      <StaleNote stale={useStale(query)} />
      <Loaded query={query} what="agents">
        {({ items, total, counts, nextCursor, view }) => (
          <>
            <div className="pl-row">
              <ToggleGroup aria-label="Status">
                <ToggleGroupItem
                  text="Any"
                  buttonId="status-any"
                  isSelected={!params.has("status")}
                  onChange={() => change({ status: undefined, cursor: undefined })}
                />
                {STATUSES.map(([status, text]) => (
                  <ToggleGroupItem
                    key={status}
                    text={`${text} ${(counts[status] ?? 0).toLocaleString()}`}
                    buttonId={`status-${status}`}
                    isSelected={params.getAll("status").includes(status)}
                    onChange={() => change({ status, cursor: undefined })}
                  />
                ))}
              </ToggleGroup>
              {filtered && (
                <Button variant="link" isInline onClick={clear}>
                  Clear all filters
                </Button>
              )}
            </div>
            <strong>
              {total.toLocaleString()} {total === 1 ? "agent" : "agents"}
            </strong>
            {items.length > 0 ? (
              <AgentsTable items={items} view={view} onOpen={(hostId) => open({ agent: hostId })} />
            ) : filtered ? (
              <NoMatch what="agents" onClear={clear} />
            ) : (
              <NeverHadData title="No agents yet">
                Enrol a host: the command is made here, and its agent appears as soon as it has connected.
              </NeverHadData>
            )}
            <MorePages what="agents" shown={items.length} total={total} nextCursor={nextCursor} />
          </>
        )}
      </Loaded>
      {admin && <Tokens />}
      <CommandKey />
      {agent !== undefined && (
        <AgentDrawer hostId={agent} onEnrol={(hostId) => open({ enrol: hostId })} onClose={close} />
      )}
      {enrol !== undefined && admin && (
        <EnrolDrawer key={enrol} hostId={enrol === NEW ? undefined : enrol} onClose={close} />
      )}
    </div>
  );
}
