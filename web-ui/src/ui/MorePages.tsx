import { Button } from "@patternfly/react-core";
import { useViewState, type ViewPatch } from "./useViewState";

/** Pages back that a URL remembers; cursors of the server lead forward only. */
const TRAIL = 20;

/** The cursor of the page a URL shows; undefined on the first. */
export const cursorOf = (params: URLSearchParams): string | undefined => params.getAll("cursor").at(-1);

interface MorePagesProps {
  shown: number;
  /** All that match; undefined where the server does not count. */
  total?: number;
  what: string;
  nextCursor: string | undefined;
  /** What a cursor holds for only as long as the URL says it too. */
  keeping?: ViewPatch;
}

/** First, previous and next page. Every page is a URL of its own, which carries the cursors that led to it. */
export function MorePages({ shown, total, what, nextCursor, keeping = {} }: MorePagesProps) {
  const [params, change] = useViewState();
  const trail = params.getAll("cursor");
  if (trail.length === 0 && nextCursor === undefined) {
    return null;
  }
  const next = nextCursor === undefined ? undefined : [...trail, nextCursor].slice(-TRAIL);
  return (
    <nav aria-label={`Pages of ${what}`} className="pl-row">
      <span>
        {shown} shown{total === undefined ? "" : ` of ${total.toLocaleString()}`}
      </span>
      <Button variant="secondary" isDisabled={trail.length === 0} onClick={() => change({ cursor: undefined })}>
        First
      </Button>
      <Button
        variant="secondary"
        isDisabled={trail.length === 0}
        onClick={() => change({ cursor: trail.slice(0, -1) })}
      >
        Previous
      </Button>
      <Button variant="secondary" isDisabled={next === undefined} onClick={() => change({ ...keeping, cursor: next })}>
        Next
      </Button>
    </nav>
  );
}
