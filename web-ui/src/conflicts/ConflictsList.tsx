import { Button, Title } from "@patternfly/react-core";
import { useMemo, useState } from "react";
import type { FailedBind } from "../api/model";
import { useEngaged } from "../live/useEngaged";
import { useHeldRows } from "../live/useHeldRows";
import { FailedBindItem } from "./FailedBindItem";
import { useFailedBinds } from "./useFailedBinds";
import { groupCount, grouped, groupingOf } from "./view";

interface ConflictsListProps {
  items: readonly FailedBind[];
  /** Tells one set of filters, order and page from another. */
  view: string;
  stale: boolean;
}

const keyOf = ({ hostId, failedId }: FailedBind) => `${hostId}/${failedId}`;

/** Failed binds in groups, which never move under the pointer or the focus: what would move them waits to be applied. */
export function ConflictsList({ items, view, stale }: ConflictsListProps) {
  const [list, setList] = useState<HTMLElement | null>(null);
  const { params, show } = useFailedBinds();
  const shown = params.get("show");
  const { rows, pending, gone, apply } = useHeldRows(items, keyOf, useEngaged(list), view);
  const by = groupingOf(params);
  const groups = useMemo(() => grouped(rows, by), [rows, by]);
  return (
    <div ref={setList} className="pl-table pl-stack">
      <div className="pl-pending">
        {pending > 0 && (
          <Button variant="primary" size="sm" onClick={apply}>
            {pending} {pending === 1 ? "change" : "changes"} · Apply
          </Button>
        )}
      </div>
      {groups.map((group) => (
        <section key={group.key} className="pl-stack-tight" aria-label={group.title || "Failed binds"}>
          {by !== "none" && (
            <div className="pl-row">
              <Title headingLevel="h2" size="lg">
                {group.title}
              </Title>
              <span className="pl-hint">{groupCount(group)}</span>
            </div>
          )}
          <ul className="pl-holders pl-holders-flush">
            {group.rows.map((failed) => (
              <FailedBindItem
                key={keyOf(failed)}
                failed={failed}
                shown={shown === failed.failedId}
                stale={stale}
                left={gone.has(keyOf(failed))}
                tellCause={by !== "cause"}
                onShow={() => show(shown === failed.failedId ? undefined : failed.failedId)}
              />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
