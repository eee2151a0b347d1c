import { Changes } from "./changes";
import type { LiveFrame } from "./frames";

/** The shortest time between two flushes, ms. */
export const FLUSH_EVERY = 250;

interface Clock {
  now: () => number;
  later: (run: () => void, ms: number) => unknown;
}

/**
 * Collects changes and hands them on: the first at once, then at most one flush per {@link FLUSH_EVERY} ms, never two
 * at a time (a change that arrives while the last flush is still being fetched waits for the next), and none while held
 * (paused, or the tab hidden).
 */
export class PacedChanges {
  #pending = new Changes();
  #held = false;
  #flushing = false;
  #scheduled = false;
  #lastFlush = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly flush: (changes: Changes) => Promise<void>,
    private readonly clock: Clock = {
      now: () => performance.now(),
      later: (run, ms) => setTimeout(run, ms),
    },
  ) {}

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
    this.#pending = new Changes();
    this.#lastFlush = this.clock.now();
    this.#flushing = true;
    try {
      await this.flush(changes);
    } finally {
      this.#flushing = false;
      this.#schedule();
    }
  }
}
