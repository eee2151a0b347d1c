import { Label, Title, ToggleGroup, ToggleGroupItem } from "@patternfly/react-core";
import EyeIcon from "@patternfly/react-icons/dist/esm/icons/eye-icon";
import ExclamationTriangleIcon from "@patternfly/react-icons/dist/esm/icons/exclamation-triangle-icon";
import QuestionCircleIcon from "@patternfly/react-icons/dist/esm/icons/question-circle-icon";
import ShieldAltIcon from "@patternfly/react-icons/dist/esm/icons/shield-alt-icon";
import { Table, Tbody, Th, Thead, Tr } from "@patternfly/react-table";
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { Link } from "react-router";
import type { HostPolicy, HostPolicyKind } from "../api/model";
import { Cell } from "../ui/Cell";
import { MorePages } from "../ui/MorePages";
import { Loaded, NeverHadData, NoMatch } from "../ui/PageStates";
import { StaleNote, useStale } from "../ui/StaleNote";
import { useViewState } from "../ui/useViewState";
import { hostPoliciesQuery } from "./hostPolicies";
import { countOf, KIND_TEXTS, meaningOf, namesText, rulesOf } from "./hostPolicyText";

const LOOKS: Record<HostPolicyKind, { icon: ReactElement; color: "red" | "orange" | "blue" | "green" }> = {
  MALFORMED: { icon: <ExclamationTriangleIcon />, color: "red" },
  UNKNOWN: { icon: <QuestionCircleIcon />, color: "orange" },
  OBSERVE_ONLY: { icon: <EyeIcon />, color: "blue" },
  RULES: { icon: <ShieldAltIcon />, color: "green" },
};

const KINDS = Object.keys(LOOKS) as HostPolicyKind[];

const RuleList = ({ rules }: { rules: ReturnType<typeof rulesOf>["own"] }) => (
  <ul className="pl-rules">
    {rules.map(({ rule, text }) => (
      <li key={rule}>
        <code>{rule}</code> {text}
      </li>
    ))}
  </ul>
);

function Row({ group }: { group: HostPolicy }) {
  const { own, builtIn } = rulesOf(group.policy);
  const { icon, color } = LOOKS[group.kind];
  const meaning = meaningOf(group);
  return (
    <Tr>
      <Cell label="Hosts">
        <Link to={`/hosts?policy=${group.policyId}`}>
          {group.hosts.toLocaleString()} {group.hosts === 1 ? "host" : "hosts"}
        </Link>
        : {namesText(group)}
      </Cell>
      <Cell label="Policy">
        <Label icon={icon} color={color}>
          {KIND_TEXTS[group.kind]}
        </Label>
      </Cell>
      <Cell label="Rules">
        {meaning !== "" && <p>{meaning}</p>}
        {own.length > 0 && <RuleList rules={own} />}
        {builtIn.length > 0 && (
          <details>
            <summary>{builtIn.length} built in</summary>
            <RuleList rules={builtIn} />
          </details>
        )}
      </Cell>
    </Tr>
  );
}

/** What hosts do not let be stopped, whoever asks: to be read only, since each host's owner decides that there. */
export function HostPolicies() {
  const [params, change] = useViewState();
  const query = useQuery(hostPoliciesQuery(params));
  const kind = params.get("kind");
  const choose = (next: string | undefined) => change({ kind: next, cursor: undefined });
  return (
    <section aria-labelledby="host-policies" className="pl-stack">
      <Title headingLevel="h2" id="host-policies">
        What hosts protect themselves
      </Title>
      <p>
        The owner of a host decides this there, in <code>/etc/portledger/agent.properties</code>; it cannot be changed
        or overruled from here, by nobody. It is shown as the agents told it last, by the names that refusals carry.
      </p>
      <StaleNote stale={useStale(query)} />
      <Loaded query={query} what="what hosts protect" rows={3}>
        {({ items, nextCursor, hosts }) => (
          <>
            <ToggleGroup aria-label="Policies">
              <ToggleGroupItem
                text="Any"
                buttonId="policies-any"
                isSelected={kind === null}
                onChange={() => choose(undefined)}
              />
              {KINDS.map((each) => (
                <ToggleGroupItem
                  key={each}
                  text={`${KIND_TEXTS[each]} ${countOf(each, hosts).toLocaleString()}`}
                  buttonId={`policies-${each}`}
                  isSelected={kind === each}
                  onChange={() => choose(each)}
                />
              ))}
            </ToggleGroup>
            {items.length > 0 ? (
              <Table role="table" aria-label="Policies of hosts" variant="compact" gridBreakPoint="grid-lg">
                <Thead>
                  <Tr>
                    <Th>Hosts</Th>
                    <Th>Policy</Th>
                    <Th>Rules</Th>
                  </Tr>
                </Thead>
                <Tbody>
                  {items.map((group) => (
                    <Row key={group.policyId} group={group} />
                  ))}
                </Tbody>
              </Table>
            ) : kind === null ? (
              <NeverHadData title="No hosts yet">What a host protects appears here when it has connected.</NeverHadData>
            ) : (
              <NoMatch what="policies" onClear={() => choose(undefined)} />
            )}
            <MorePages what="policies" shown={items.length} nextCursor={nextCursor} />
          </>
        )}
      </Loaded>
    </section>
  );
}
