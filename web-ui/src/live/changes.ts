import type { QueryMeta } from "@tanstack/react-query";
import type { LiveFrame } from "./frames";
import type { Topic } from "../api/topics";

/** What somebody in front of the screen waits for. */
export const isUrgent = (topic: Topic): boolean => topic === "conflicts" || topic === "stop";

/** What has changed since the last flush: everything, or some topics of some hosts and some stops. */
export class Changes {
  /** @param takes which topics are collected here */
  constructor(private readonly takes: (topic: Topic) => boolean = () => true) {}

  #everything = false;
  readonly #hosts = new Map<Topic, Set<string>>();
  readonly #stops = new Set<string>();
  #audit = false;

  get empty(): boolean {
    return !this.#everything && !this.#audit && this.#hosts.size === 0 && this.#stops.size === 0;
  }

  /** Something was missed, so that all of it may be old. */
  get everything(): boolean {
    return this.#everything;
  }

  addEverything(): void {
    this.#everything = true;
  }

  add(frame: LiveFrame): void {
    switch (frame.kind) {
      case "changed":
        for (const host of frame.hosts) {
          for (const topic of host.topics.filter(this.takes)) {
            this.#hosts.set(topic, (this.#hosts.get(topic) ?? new Set()).add(host.hostId));
          }
        }
        break;
      case "stop":
        if (this.takes("stop")) {
          this.#stops.add(frame.stopId);
        }
        break;
      case "audit":
        this.#audit = this.takes("audit");
        break;
      case "resync":
        this.#everything = true;
        break;
      case "hello":
      case "heartbeat":
      case "other":
        break;
    }
  }

  /** Whether a query with this meta has to be asked again. */
  touch(meta: QueryMeta | undefined): boolean {
    const topics = meta?.topics ?? [];
    return this.#everything ? topics.length > 0 : topics.some((topic) => this.#touchesTopic(topic, meta ?? {}));
  }

  #touchesTopic(topic: Topic, scope: QueryMeta): boolean {
    if (topic === "audit") {
      return this.#audit;
    }
    if (topic === "stop") {
      return scope.stopId === undefined ? this.#stops.size > 0 : this.#stops.has(scope.stopId);
    }
    const hosts = this.#hosts.get(topic);
    return hosts !== undefined && (scope.hostId === undefined || hosts.has(scope.hostId));
  }
}

interface Asked {
  meta: QueryMeta | undefined;
  state: { data: unknown; fetchFailureCount: number };
}

/**
 * Whether a change has a query asked again. One that has only failed so far has nothing on screen that could be old, and
 * is tried again by itself: in a fleet where something changes all the time, it would else never get to say that it
 * failed.
 */
export const asksAgain = (changes: Changes, { meta, state }: Asked): boolean =>
  changes.touch(meta) && (changes.everything || state.data !== undefined || state.fetchFailureCount === 0);
