import { Button, Checkbox } from "@patternfly/react-core";
import ColumnsIcon from "@patternfly/react-icons/dist/esm/icons/columns-icon";
import { useState } from "react";
import { Dialog } from "../ui/Dialog";
import { useViewState } from "../ui/useViewState";
import { COLUMNS, columnsOf } from "./columns";

/** Chooses the columns of the table, which the URL holds and the CSV follows. */
export function ColumnsButton() {
  const [open, setOpen] = useState(false);
  const [params, change] = useViewState();
  const chosen = columnsOf(params).map(({ id }) => id);
  const toggle = (id: string, on: boolean) =>
    change(
      {
        columns: COLUMNS.map((column) => column.id)
          .filter((other) => (other === id ? on : chosen.includes(other)))
          .join(","),
      },
      { replace: true },
    );
  return (
    <>
      <Button variant="secondary" icon={<ColumnsIcon />} onClick={() => setOpen(true)}>
        Columns
      </Button>
      {open && (
        <Dialog title="Columns" onClose={() => setOpen(false)}>
          <div className="pl-stack">
            {COLUMNS.map(({ id, title }) => (
              <Checkbox
                key={id}
                id={`column-${id}`}
                label={title}
                isChecked={chosen.includes(id)}
                isDisabled={id === "port"}
                onChange={(_, on) => toggle(id, on)}
              />
            ))}
            <Button variant="link" onClick={() => change({ columns: undefined }, { replace: true })}>
              Back to the usual columns
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}
