import { Alert, Button, Label, Title } from "@patternfly/react-core";
import { Table, Tbody, Th, Thead, Tr } from "@patternfly/react-table";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "../access/session";
import type { PolicyRule } from "../api/model";
import { Cell } from "../ui/Cell";
import { Loaded, NeverHadData } from "../ui/PageStates";
import { StaleNote, useStale } from "../ui/StaleNote";
import { Time } from "../ui/Time";
import { rulesQuery, type RuleKind } from "./ruleQueries";
import { RetireDialog } from "./RetireDialog";
import { RuleDialog } from "./RuleDialog";
import { effectText, matchText } from "./ruleText";

const TEXTS: Record<RuleKind, { title: string; add: string; never: string; about: string }> = {
  APPROVAL: {
    title: "Approval rules",
    add: "New rule…",
    never: "No approval rules",
    about: "Which stops others have to agree to before they are run. Of all rules that fit, each has to be met.",
  },
  PROTECTED: {
    title: "Protected things",
    add: "Protect something…",
    never: "Nothing is protected here",
    about:
      "What nobody may stop by this server, or only with others. Besides, each host has a policy of its own, which has the last word.",
  },
};

type Doing = { is: "edit"; rule: PolicyRule | undefined } | { is: "retire"; rule: PolicyRule };

interface RowProps {
  rule: PolicyRule;
  mayChange: boolean;
  onDo: (doing: Doing) => void;
}

function Row({ rule, mayChange, onDo }: RowProps) {
  return (
    <Tr>
      <Cell label="Rule">
        {rule.name} {rule.retired && <Label>retired</Label>}
        {rule.warnings.map((warning) => (
          <Alert key={warning} isInline isPlain variant="warning" title={warning} />
        ))}
      </Cell>
      <Cell label="For">{matchText(rule.match)}</Cell>
      <Cell label="Needs">{effectText(rule)}</Cell>
      <Cell label="Break-glass">{rule.effect === "FORBID" ? "—" : rule.breakGlass ? "possible" : "not possible"}</Cell>
      <Cell label="Version">
        {rule.version} by {rule.changedBy}, <Time at={rule.changedAt} short />
      </Cell>
      <Cell label="Actions">
        {mayChange && (
          <div className="pl-row">
            <Button
              variant="secondary"
              size="sm"
              aria-label={`Change ${rule.name}…`}
              onClick={() => onDo({ is: "edit", rule })}
            >
              {rule.retired ? "Use again…" : "Change…"}
            </Button>
            {!rule.retired && (
              <Button
                variant="secondary"
                isDanger
                size="sm"
                aria-label={`Retire ${rule.name}…`}
                onClick={() => onDo({ is: "retire", rule })}
              >
                Retire…
              </Button>
            )}
          </div>
        )}
      </Cell>
    </Tr>
  );
}

/** The rules of one kind, each with its latest version. */
export function RulesPanel({ kind }: { kind: RuleKind }) {
  const [doing, setDoing] = useState<Doing>();
  const query = useQuery(rulesQuery(kind));
  const mayChange = useSession().roles.includes("admin");
  const { title, add, never, about } = TEXTS[kind];
  const close = () => setDoing(undefined);
  return (
    <div className="pl-stack">
      <Title headingLevel="h2">{title}</Title>
      <p>{about}</p>
      <StaleNote stale={useStale(query)} />
      {mayChange && (
        <div>
          <Button variant="primary" onClick={() => setDoing({ is: "edit", rule: undefined })}>
            {add}
          </Button>
        </div>
      )}
      <Loaded query={query} what={title.toLowerCase()}>
        {({ items }) =>
          items.length === 0 ? (
            <NeverHadData title={never}>
              {mayChange ? "Make one above." : "An administrator can make one."}
            </NeverHadData>
          ) : (
            <Table role="table" aria-label={title} variant="compact" gridBreakPoint="grid-lg">
              <Thead>
                <Tr>
                  <Th>Rule</Th>
                  <Th>For</Th>
                  <Th>Needs</Th>
                  {/* its values are shorter than its name */}
                  <Th modifier="fitContent">Break-glass</Th>
                  <Th>Version</Th>
                  <Th screenReaderText="Actions" />
                </Tr>
              </Thead>
              <Tbody>
                {items.map((rule) => (
                  <Row key={rule.ruleId} rule={rule} mayChange={mayChange} onDo={setDoing} />
                ))}
              </Tbody>
            </Table>
          )
        }
      </Loaded>
      {doing?.is === "edit" && <RuleDialog kind={kind} before={doing.rule} onClose={close} />}
      {doing?.is === "retire" && <RetireDialog rule={doing.rule} onClose={close} />}
    </div>
  );
}
