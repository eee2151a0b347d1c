import { Title, ToggleGroup, ToggleGroupItem } from "@patternfly/react-core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { PortHistory } from "../api/model";
import { layOut } from "../timeline/layout";
import { RangeBar } from "../timeline/RangeBar";
import { rangeAsked } from "../timeline/range";
import { Timeline } from "../timeline/Timeline";
import { Loaded } from "../ui/PageStates";
import { parseTime } from "../ui/time";
import { useViewState } from "../ui/useViewState";
import { HoldingsTable } from "./HoldingsTable";
import { pictured } from "./holdings";
import { historyQuery, type PortAddress } from "./queries";

function Picture({
  history,
  onPick,
  mark,
}: {
  history: PortHistory;
  onPick: (at: Date) => void;
  mark: number | undefined;
}) {
  const layout = useMemo(() => {
    const { range, items, known } = pictured(history);
    return layOut(range, items, known, items.length === 0 ? ["nobody"] : []);
  }, [history]);
  const label = `Timeline of ${history.holdings.length} holdings with ${layout.unknown.length} stretches that were not watched; the table says the same`;
  return <Timeline layout={layout} label={label} onPick={onPick} mark={mark} />;
}

/** Who held the port over a range, as a picture and as a table. */
export function History({ address }: { address: PortAddress }) {
  const [params, change] = useViewState();
  const query = useQuery(historyQuery(address, rangeAsked(params)));
  const table = params.get("view") === "table";
  return (
    <section aria-labelledby="timeline-heading" className="pl-stack">
      <Title headingLevel="h2" id="timeline-heading">
        Timeline
      </Title>
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
      <Loaded query={query} what="the history" rows={3}>
        {(history) =>
          table ? (
            <HoldingsTable history={history} address={address} />
          ) : (
            <Picture
              history={history}
              mark={parseTime(params.get("at"))?.getTime()}
              onPick={(at) => change({ at: at.toISOString() })}
            />
          )
        }
      </Loaded>
    </section>
  );
}
