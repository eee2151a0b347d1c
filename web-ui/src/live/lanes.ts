import type { QueryClient } from "@tanstack/react-query";
import { asksAgain, isUrgent, type Changes } from "./changes";
import type { LiveFrame } from "./frames";
import { PacedChanges } from "./pace";

/**
 * Has touched queries asked again, what somebody waits for at a pace of its own: a failed bind does not queue for a quarter
 * of a second behind the listener that was opened before it.
 */
export class Lanes {
  readonly #urgent: PacedChanges;
  readonly #others: PacedChanges;

  constructor(client: QueryClient) {
    const touched = (changes: Changes) => ({
      predicate: (query: Parameters<typeof asksAgain>[1]) => asksAgain(changes, query),
    });
    const flush = async (changes: Changes) => {
      // what is fetched for the first time is not begun anew, and what it brings may be from before the change
      const first = client
        .getQueryCache()
        .findAll({ type: "active", fetchStatus: "fetching", ...touched(changes) })
        .filter(({ state }) => state.data === undefined);
      await client.invalidateQueries(touched(changes));
      const stale = first.filter(({ state }) => state.data !== undefined);
      if (stale.length > 0) {
        await client.invalidateQueries({ predicate: (query) => stale.includes(query) });
      }
    };
    const onScreen = (changes: Changes) =>
      client.getQueryCache().findAll({ type: "active", ...touched(changes) }).length > 0;
    this.#urgent = new PacedChanges(flush, onScreen, isUrgent);
    this.#others = new PacedChanges(flush, onScreen, (topic) => !isUrgent(topic));
  }

  add(frame: LiveFrame): void {
    if (frame.kind === "resync") {
      this.addEverything();
    } else {
      this.#urgent.add(frame);
      this.#others.add(frame);
    }
  }

  addEverything(): void {
    this.#others.addEverything();
  }

  hold(held: boolean): void {
    this.#urgent.hold(held);
    this.#others.hold(held);
  }
}
