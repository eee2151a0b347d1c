import { queryOptions } from "@tanstack/react-query";
import { api, answer, ApiProblem } from "../api/client";
import type { Word } from "../approvals/queries";
import type { Stop } from "../api/model";
import { touchedBy } from "../api/topics";

/** How often a running stop is asked for besides the live feed, ms: its end must show also when the feed is lost. */
const ASK_EVERY = 2000;

const isRunning = (stop: Stop | undefined) => stop?.state === "REQUESTED" || stop?.state === "RUNNING";

export const stopQuery = (stopId: string) =>
  queryOptions({
    queryKey: ["stop", stopId],
    queryFn: ({ signal }) => answer(api.GET("/api/stops/{stopId}", { params: { path: { stopId } }, signal })),
    meta: touchedBy(["stop"], { stopId }),
    refetchInterval: ({ state }) => (isRunning(state.data) ? ASK_EVERY : false),
  });

/** Where a release of TIME_WAIT is to be; without `netns`, in the host's own network. */
export interface Endpoint {
  address: string;
  port: number;
  netns?: number;
}

/** What a stop is to be planned for. */
export interface StopSubject {
  hostId: string;
  /** Undefined: the socket of the stop that it follows, which is gone, or no socket but TIME_WAIT. */
  holdingId?: string;
  /** `java 4121 on tcp/8080` */
  text: string;
  /** The endpoint that nobody holds, whose TIME_WAIT sockets are to be released. */
  timeWait?: Endpoint;
  /** The timed-out SIGTERM that a SIGKILL is to follow, or the stop whose TIME_WAIT sockets are to be released. */
  follows?: string;
}

export const planStop = ({ hostId, holdingId, follows, timeWait }: StopSubject): Promise<Stop> =>
  answer(
    api.POST("/api/stops", {
      body: {
        hostId,
        ...(holdingId === undefined ? {} : { holdingId }),
        ...(follows === undefined ? {} : { follows }),
        ...(timeWait === undefined ? {} : { timeWait }),
      },
    }),
  );

/** Nothing of it for what is approved: its reason was given when others were asked. */
export interface RunRequest {
  reason?: string;
  ticket?: string;
  confirm?: string;
  breakGlass?: boolean;
}

export const runStop = (stopId: string, body: RunRequest): Promise<Stop> =>
  answer(api.POST("/api/stops/{stopId}/run", { params: { path: { stopId } }, body }));

export const decideStop = (stopId: string, body: Word): Promise<Stop> =>
  answer(api.POST("/api/stops/{stopId}/approvals", { params: { path: { stopId } }, body }));

export const abortStop = (stopId: string): Promise<Stop> =>
  answer(api.POST("/api/stops/{stopId}/abort", { params: { path: { stopId } } }));

/** What a release of TIME_WAIT is planned anew for: there is no socket to be found first. */
function releaseOf({ hostId, follows, target: { socket } }: Stop, text: string): StopSubject {
  const { endpoint, netns } = socket;
  return follows === undefined
    ? { hostId, text, timeWait: { address: endpoint.address, port: endpoint.port, netns } }
    : { hostId, text, follows };
}

/** The holding that a stop was planned for, as it is now. @throws {ApiProblem} `not_found` when its socket has gone */
export async function subjectOf(stop: Stop, text: string): Promise<StopSubject> {
  const { hostId, protocol, port, target, method } = stop;
  if (method.by === "releaseTimeWait") {
    return releaseOf(stop, text);
  }
  const view = await answer(
    api.GET("/api/hosts/{hostId}/ports/{protocol}/{port}", {
      params: { path: { hostId, protocol, port: String(port) } },
    }),
  );
  const now = view.listeners.find(
    ({ socketId, netns }) => socketId === target.socket.id && netns === target.socket.netns,
  );
  if (now === undefined) {
    throw new ApiProblem(404, "not_found", "The socket of this plan is no longer there");
  }
  return { hostId, holdingId: now.holdingId, text };
}
