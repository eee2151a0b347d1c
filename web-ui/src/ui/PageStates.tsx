import {
  Button,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
  Skeleton,
} from "@patternfly/react-core";
import CubesIcon from "@patternfly/react-icons/dist/esm/icons/cubes-icon";
import ExclamationCircleIcon from "@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon";
import LockIcon from "@patternfly/react-icons/dist/esm/icons/lock-icon";
import SearchIcon from "@patternfly/react-icons/dist/esm/icons/search-icon";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ApiProblem } from "../api/client";
import { sentence } from "./sentence";

/** The shape of what is to come. */
export function Loading({ rows = 8, what }: { rows?: number; what: string }) {
  return (
    <div role="status" aria-label={`Loading ${what}`} className="pl-stack">
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height="1.75rem" width={`${100 - (row % 3) * 8}%`} />
      ))}
    </div>
  );
}

/** Nothing is there yet, with what to do so that there is. */
export const NeverHadData = ({ title, children }: { title: string; children: ReactNode }) => (
  <EmptyState titleText={title} headingLevel="h2" icon={CubesIcon} variant="sm">
    <EmptyStateBody>{children}</EmptyStateBody>
  </EmptyState>
);

/** There is something, but nothing that matches. */
export const NoMatch = ({ what, onClear }: { what: string; onClear: () => void }) => (
  <EmptyState titleText={`No ${what} match`} headingLevel="h2" icon={SearchIcon} variant="sm">
    <EmptyStateBody>Nothing fits all of the filters.</EmptyStateBody>
    <EmptyStateFooter>
      <EmptyStateActions>
        <Button variant="link" onClick={onClear}>
          Clear all filters
        </Button>
      </EmptyStateActions>
    </EmptyStateFooter>
  </EmptyState>
);

interface FailedProps {
  error: Error;
  /** What there is none of now, such as `the host`. */
  what: string;
  onRetry?: (() => void) | undefined;
}

/** What is not there or was asked for in a wrong way is so the next time, too. */
const POINTLESS = new Set([400, 403, 404]);

/** A request that failed: what, with which code, and what can be done. */
export function Failed({ error, what, onRetry }: FailedProps) {
  const problem = error instanceof ApiProblem ? error : undefined;
  const forbidden = problem?.code === "forbidden";
  return (
    <EmptyState
      titleText={forbidden ? `You may not see ${what}` : `Could not get ${what}`}
      headingLevel="h2"
      icon={forbidden ? LockIcon : ExclamationCircleIcon}
      status={forbidden ? "warning" : "danger"}
      variant="sm"
    >
      <EmptyStateBody>
        <p>{sentence(error.message)}</p>
        {forbidden && <p>It needs the role viewer, operator, approver or admin; an administrator can give you one.</p>}
        {problem !== undefined && (
          <p>
            Code <code>{problem.code}</code>
            {problem.field !== undefined && (
              <>
                {" "}
                in <code>{problem.field}</code>
              </>
            )}
          </p>
        )}
      </EmptyStateBody>
      {onRetry !== undefined && !POINTLESS.has(problem?.status ?? 0) && (
        <EmptyStateFooter>
          <EmptyStateActions>
            <Button variant="secondary" onClick={onRetry}>
              Retry
            </Button>
          </EmptyStateActions>
        </EmptyStateFooter>
      )}
    </EmptyState>
  );
}

interface LoadedProps<T> {
  query: UseQueryResult<T>;
  what: string;
  rows?: number;
  children: (data: T) => ReactNode;
}

/** The answer of a query; until there is one, its skeleton or why there is none. An old answer stays on screen. */
export function Loaded<T>({ query, what, rows, children }: LoadedProps<T>) {
  if (query.data !== undefined) {
    return children(query.data);
  }
  if (query.error !== null) {
    return <Failed error={query.error} what={what} onRetry={() => void query.refetch()} />;
  }
  return <Loading what={what} {...(rows === undefined ? {} : { rows })} />;
}
