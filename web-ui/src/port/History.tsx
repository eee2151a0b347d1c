import { Title } from "@patternfly/react-core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { FailedBind, PortHistory } from "../api/model";
import { failedBindsOfQuery } from "../conflicts/queries";
import { marksOf } from "../conflicts/marks";
import { asksForTable, HistoryBar } from "../timeline/HistoryBar";
import { byAddress, storyOfPort } from "../timeline/holdings";
import { HoldingsTable } from "../timeline/HoldingsTable";
import { layOut, withMarks } from "../timeline/layout";
import { rangeAsked } from "../timeline/range";
import { Timeline } from "../timeline/Timeline";
import { portText } from "../ui/holderText";
import { Loaded } from "../ui/PageStates";
import { parseTime } from "../ui/time";
import { useViewState } from "../ui/useViewState";
import { historyQuery, type PortAddress } from "./queries";

const NONE: readonly FailedBind[] = [];

interface ToldProps {
  history: PortHistory;
  address: PortAddress;
  failed: readonly FailedBind[];
}

function Told({ history, address, failed }: ToldProps) {
  const [params, change] = useViewState();
  const story = useMemo(() => storyOfPort(history, address), [history, address]);
  const layout = useMemo(() => {
    const items = byAddress(story);
    const held = layOut(story.range, items, story.known, items.length === 0 ? ["none seen"] : []);
    return withMarks(held, "failed binds", marksOf(failed));
  }, [story, failed]);
  if (asksForTable(params)) {
    return <HoldingsTable story={story} name={`Holdings of ${portText(address)}`} />;
  }
  return (
    <Timeline
      layout={layout}
      label={`Timeline of ${story.held.length} holdings and ${layout.marked?.marks.length ?? 0} failed binds with ${layout.unknown.length} stretches that were not watched; the tables say the same`}
      mark={parseTime(params.get("at"))?.getTime()}
      onPick={(at) => change({ at: at.toISOString() })}
    />
  );
}

/** Who held the port over a range, as a picture and as a table. */
export function History({ address }: { address: PortAddress }) {
  const [params] = useViewState();
  const query = useQuery(historyQuery(address, rangeAsked(params)));
  const failed = useQuery(failedBindsOfQuery(address, rangeAsked(params))).data?.items ?? NONE;
  return (
    <section aria-labelledby="timeline-heading" className="pl-stack">
      <Title headingLevel="h2" id="timeline-heading">
        Timeline
      </Title>
      <HistoryBar />
      <Loaded query={query} what="the history" rows={3}>
        {(history) => <Told history={history} address={address} failed={failed} />}
      </Loaded>
    </section>
  );
}
