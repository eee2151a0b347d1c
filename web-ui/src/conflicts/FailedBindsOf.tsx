import { Title } from "@patternfly/react-core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { FailedBindPage } from "../api/model";
import { RangeBar } from "../timeline/RangeBar";
import { rangeAsked } from "../timeline/range";
import { Loaded } from "../ui/PageStates";
import { portText } from "../ui/holderText";
import { useViewState } from "../ui/useViewState";
import { FailedBindsTable } from "./FailedBindsTable";
import { failedBindsOfQuery } from "./queries";

interface Place {
  hostId: string;
  protocol?: string;
  port?: number;
}

const More = ({ page, place }: { page: FailedBindPage; place: Place }) =>
  page.total > page.items.length ? (
    <p>
      The newest {page.items.length} of {page.total.toLocaleString()}; all are on{" "}
      <Link to={`/conflicts?host=${encodeURIComponent(place.hostId)}`}>Conflicts</Link>.
    </p>
  ) : null;

/** Failed binds of a port over the range that the timeline shows. */
export function FailedBindsOfPort(place: Required<Place>) {
  const [params] = useViewState();
  const query = useQuery(failedBindsOfQuery(place, rangeAsked(params)));
  return (
    <section aria-labelledby="failed-heading" className="pl-stack">
      <Title headingLevel="h2" id="failed-heading">
        Failed binds
      </Title>
      <Loaded query={query} what="failed binds" rows={2}>
        {(page) =>
          page.items.length === 0 ? (
            <p>None told of in this range.</p>
          ) : (
            <>
              <FailedBindsTable items={page.items} name={`Failed binds of ${portText(place)}`} />
              <More page={page} place={place} />
            </>
          )
        }
      </Loaded>
    </section>
  );
}

/** Failed binds of a host over a range. */
export function FailedBindsOfHost({ hostId }: { hostId: string }) {
  const [params] = useViewState();
  const query = useQuery(failedBindsOfQuery({ hostId }, rangeAsked(params)));
  return (
    <div className="pl-stack">
      <RangeBar />
      <Loaded query={query} what="failed binds" rows={4}>
        {(page) =>
          page.items.length === 0 ? (
            <p>None told of in this range.</p>
          ) : (
            <>
              <FailedBindsTable items={page.items} name="Failed binds of this host" ofHost />
              <More page={page} place={{ hostId }} />
            </>
          )
        }
      </Loaded>
    </div>
  );
}
