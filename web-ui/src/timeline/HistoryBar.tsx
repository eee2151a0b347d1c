import { ToggleGroup, ToggleGroupItem } from "@patternfly/react-core";
import { useViewState } from "../ui/useViewState";
import { RangeBar } from "./RangeBar";

/** Whether a URL asks for the table instead of the picture. */
export const asksForTable = (params: URLSearchParams): boolean => params.get("view") === "table";

/** Picture or table, and of which range. */
export function HistoryBar() {
  const [params, change] = useViewState();
  const table = asksForTable(params);
  return (
    <div className="pl-row pl-spread">
      <ToggleGroup aria-label="View">
        <ToggleGroupItem
          text="Timeline"
          buttonId="view-timeline"
          isSelected={!table}
          onChange={() => change({ view: undefined })}
        />
        <ToggleGroupItem
          text="Table"
          buttonId="view-table"
          isSelected={table}
          onChange={() => change({ view: "table" })}
        />
      </ToggleGroup>
      <RangeBar />
    </div>
  );
}
