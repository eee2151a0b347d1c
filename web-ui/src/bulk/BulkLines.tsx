import { Label } from "@patternfly/react-core";
import { Table, Tbody, Th, Thead, Tr } from "@patternfly/react-table";
import { Link } from "react-router";
import type { BulkLine } from "../api/model";
import { outcomeText } from "../stop/outcomeText";
import { Cell } from "../ui/Cell";
import { portPath, portText } from "../ui/holderText";
import { sentence } from "../ui/sentence";
import { patched, useViewState } from "../ui/useViewState";

const STANDINGS: Record<BulkLine["standing"], { text: string; status?: "success" | "warning" | "danger" | "info" }> = {
  REFUSED: { text: "⊘ Refused", status: "warning" },
  READY: { text: "○ Not begun" },
  RUNNING: { text: "▸ Under way", status: "info" },
  FREED: { text: "✓ Freed", status: "success" },
  FAILED: { text: "✗ Failed", status: "danger" },
  SKIPPED: { text: "– Not run" },
};

function resultText({ detail, stop }: BulkLine): string {
  if (detail !== undefined) {
    return sentence(detail);
  }
  return stop?.outcome === undefined ? "" : outcomeText(stop.outcome).title;
}

/** What is done on each host, and what came of it. A line's stop opens in the drawer. */
export function BulkLines({ lines }: { lines: readonly BulkLine[] }) {
  const [params] = useViewState();
  return (
    <Table role="table" aria-label="Lines" variant="compact" gridBreakPoint="grid-lg">
      <Thead>
        <Tr>
          {["Wave", "What", "Port", "Also ends", "State", "Result"].map((name) => (
            <Th key={name}>{name}</Th>
          ))}
        </Tr>
      </Thead>
      <Tbody>
        {lines.map((line) => {
          const { stop } = line;
          const { text, ...look } = STANDINGS[line.standing];
          return (
            <Tr key={line.line} data-line={line.line}>
              <Cell label="Wave">{line.wave ?? "—"}</Cell>
              <Cell label="What">
                {stop === undefined ? (
                  line.label
                ) : (
                  <Link to={{ search: patched(params, { stop: stop.stopId }).toString() }}>{line.label}</Link>
                )}
              </Cell>
              <Cell label="Port">{stop === undefined ? "—" : <Link to={portPath(stop)}>{portText(stop)}</Link>}</Cell>
              <Cell label="Also ends">{stop === undefined ? "—" : stop.alsoEnds.length}</Cell>
              <Cell label="State">
                <Label {...look}>{text}</Label>
              </Cell>
              <Cell label="Result">
                {resultText(line)}
                {line.problem !== undefined && (
                  <>
                    {" "}
                    <code>{line.problem}</code>
                  </>
                )}
              </Cell>
            </Tr>
          );
        })}
      </Tbody>
    </Table>
  );
}
