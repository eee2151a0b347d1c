import { Changes } from "./changes";
import type { LiveFrame } from "./frames";
import type { Topic } from "../api/topics";

/** The shortest time between two flushes, ms. */
export const FLUSH_EVERY = 250;

interface Clock {
  now: () => number;
  later: (run: () => void, ms: number) => unknown;
}

/**
 * Collects changes and hands them on: the first at once, then at most one flush per {@link FLUSH_EVERY} ms, never two
 * at a time (a change that arrives while the last flush is still being fetched waits for the next), and none while held
 * (paused, or the tab hidden). A change of what is not on screen is no flush: what comes next does not wait for it.
 */
export class PacedChanges {
  #pending: Changes;
  #held = false;
  #flushing = false;
  #scheduled = false;
  #lastFlush = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly flush: (changes: Changes) => Promise<void>,
    private readonly onScreen: (changes: Changes) => boolean,
    private readonly takes: (topic: Topic) => boolean = () => true,
    private readonly clock: Clock = {
      now: () => performance.now(),
      later: (run, ms) => setTimeout(run, ms),
    },
  ) {
    this.#pending = new Changes(takes);
  }

  get waiting(): boolean {
    return !this.#pending.empty;
  }

  add(frame: LiveFrame): void {
    this.#pending.add(frame);
    this.#schedule();
  }

  addEverything(): void {
    this.#pending.addEverything();
    this.#schedule();
  }

  hold(held: boolean): void {
    this.#held = held;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#held || this.#flushing || this.#scheduled || this.#pending.empty) {
      return;
    }
    this.#scheduled = true;
    const wait = Math.max(0, this.#lastFlush + FLUSH_EVERY - this.clock.now());
    this.clock.later(() => void this.#run(), wait);
  }

  async #run(): Promise<void> {
    this.#scheduled = false;
    if (this.#held) {
      return;
    }
    const changes = this.#pending;
    this.#pending = new Changes(this.takes);
    if (this.onScreen(changes)) {
      this.#lastFlush = this.clock.now();
    }
    this.#flushing = true;
    try {
      await this.flush(changes);
    } finally {
      this.#flushing = false;
      this.#schedule();
    }
  }
}
