import { Button } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { Cell } from "../ui/Cell";
import { useState } from "react";
import type { Listener } from "../api/model";
import { useEngaged } from "../live/useEngaged";
import { useHeldRows } from "../live/useHeldRows";
import { StopButton } from "../stop/StopButton";
import { socketOf } from "../ui/holderText";
import { rowLook } from "../ui/rowLook";
import { useViewState } from "../ui/useViewState";
import type { Column } from "./columns";

interface ListenersTableProps {
  items: readonly Listener[];
  /** Tells one set of filters, order and page from another. */
  view: string;
  columns: readonly Column[];
  stale: boolean;
  /** Rows are of the past: they do not change, and nothing can be stopped. */
  past: boolean;
}

/** Listeners as rows that never move under the pointer or the focus: what would move them waits to be applied. */
export function ListenersTable({ items, view, columns, stale, past }: ListenersTableProps) {
  const [table, setTable] = useState<HTMLElement | null>(null);
  const { rows, pending, gone, apply } = useHeldRows(items, socketOf, useEngaged(table), view);
  const [params, change] = useViewState();
  const sort = params.get("sort") ?? "port";
  const sortBy = (order: string) =>
    change({ sort: sort === order && order === "port" ? "-port" : order, cursor: undefined });
  return (
    <div ref={setTable} className="pl-table">
      <div className="pl-pending">
        {pending > 0 && (
          <Button variant="primary" size="sm" onClick={apply}>
            {pending} {pending === 1 ? "change" : "changes"} · Apply
          </Button>
        )}
      </div>
      <Table aria-label="Listeners" variant="compact" gridBreakPoint="grid-lg">
        <Thead>
          <Tr>
            {columns.map(({ id, title, sort: order }) => (
              <Th
                key={id}
                modifier="nowrap"
                {...(order === undefined
                  ? {}
                  : {
                      sort: {
                        columnIndex: 0,
                        sortBy:
                          sort.replace("-", "") === order
                            ? { index: 0, direction: sort.startsWith("-") ? "desc" : "asc" }
                            : {},
                        onSort: () => sortBy(order),
                      },
                    })}
              >
                {title}
              </Th>
            ))}
            <Th screenReaderText="Actions" />
          </Tr>
        </Thead>
        <Tbody>
          {rows.map((row) => {
            const left = gone.has(socketOf(row));
            return (
              <Tr key={socketOf(row)} data-holding={row.holdingId} className={rowLook(row.watch, left)}>
                {columns.map(({ id, title, cell }) => (
                  <Cell key={id} label={title}>
                    {cell(row)}
                    {id === "port" && left && " · gone"}
                    {id === "port" && row.certain === false && " · uncertain at that time"}
                  </Cell>
                ))}
                <Td isActionCell>{past ? null : <StopButton listener={row} stale={stale || left} />}</Td>
              </Tr>
            );
          })}
        </Tbody>
      </Table>
    </div>
  );
}
