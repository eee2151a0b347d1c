import { useMutation, useQueryClient } from "@tanstack/react-query";
import { createContext, lazy, Suspense, use, useCallback, useEffect, useMemo, useRef, type ReactNode } from "react";
import { useViewState } from "../ui/useViewState";
import { planStop, stopQuery, type StopSubject } from "./queries";

const StopDrawer = lazy(() => import("./StopDrawer"));
const PlanningDrawer = lazy(() => import("./PlanningDrawer"));

const LauncherContext = createContext<((subject: StopSubject) => void) | undefined>(undefined);

/** Where the focus goes when the drawer closes: what opened it, else its row, else the page's heading. */
function returnFocus(opener: Element | null, holdingId: string | undefined): void {
  const row = holdingId === undefined ? null : document.querySelector(`[data-stop="${CSS.escape(holdingId)}"]`);
  const target =
    opener?.isConnected === true && opener !== document.body
      ? opener
      : (row ?? document.getElementById("page-heading"));
  if (target instanceof HTMLElement) {
    target.focus();
  }
}

/** Plans stops and shows the drawer of the one that the URL names (`?stop=ID`). */
export function StopLauncher({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [params, change] = useViewState();
  const stopId = params.get("stop") ?? undefined;
  const opener = useRef<Element>(null);
  const holdingId = useRef<string>(undefined);
  const closing = useRef(false);
  const planning = useMutation({ mutationFn: planStop });
  const { mutate, reset } = planning;
  const request = useCallback(
    (subject: StopSubject) =>
      // A callback of this call, not of the mutation: it is not called any more once the drawer was closed.
      mutate(subject, {
        onSuccess: (stop) => {
          client.setQueryData(stopQuery(stop.stopId).queryKey, stop);
          reset();
          change({ stop: stop.stopId }, { replace: subject.follows !== undefined });
        },
      }),
    [change, client, mutate, reset],
  );
  const plan = useCallback(
    (subject: StopSubject) => {
      if (subject.follows === undefined && document.activeElement?.closest("dialog") === null) {
        opener.current = document.activeElement;
      }
      holdingId.current = subject.holdingId;
      request(subject);
    },
    [request],
  );
  const close = useCallback(() => {
    reset();
    change({ stop: undefined });
    closing.current = true;
  }, [change, reset]);
  const shown = useMemo(() => {
    if (planning.status === "pending" || planning.status === "error") {
      return <PlanningDrawer subject={planning.variables} error={planning.error} onRetry={request} onClose={close} />;
    }
    return stopId === undefined ? null : <StopDrawer key={stopId} stopId={stopId} onPlan={plan} onClose={close} />;
  }, [planning.status, planning.variables, planning.error, request, stopId, plan, close]);
  useEffect(() => {
    // Only after the dialog has left the page, as the browser moves the focus then.
    if (shown === null && closing.current) {
      closing.current = false;
      returnFocus(opener.current, holdingId.current);
    }
  }, [shown]);
  return (
    <LauncherContext value={plan}>
      {children}
      <Suspense>{shown}</Suspense>
    </LauncherContext>
  );
}

/** Opens the drawer with a new plan. */
export function usePlanStop(): (subject: StopSubject) => void {
  const plan = use(LauncherContext);
  if (plan === undefined) {
    throw new Error("usePlanStop is only for what is inside StopLauncher");
  }
  return plan;
}
