import { parseFrame, type LiveFrame } from "./frames";

/** connecting: not yet; live: frames arrive; silent: connected, but no heartbeat for 15 s; offline: waiting to retry. */
export type Connection = "connecting" | "live" | "silent" | "offline";

interface FeedListener {
  connection: (state: Connection, at: Date) => void;
  frame: (frame: LiveFrame) => void;
  /** Frames were missed: all that is shown may be old. */
  gap: () => void;
}

const SILENT_AFTER = 15_000;
const RETRY_FIRST = 500;
const RETRY_MOST = 15_000;

/** Half of the doubled wait is random, so that browsers don't come back all at once. */
export function retryDelay(attempt: number, random: number): number {
  const most = Math.min(RETRY_MOST, RETRY_FIRST * 2 ** attempt);
  return most / 2 + (most / 2) * random;
}

/** The connection to /live. Reconnects by itself; every reconnect and every gap in the sequence is told as a gap. */
export class Feed {
  #socket: WebSocket | undefined;
  #expected: number | undefined;
  #attempt = 0;
  #everConnected = false;
  #closed = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly url: string,
    private readonly listener: FeedListener,
  ) {}

  open(): void {
    this.#expected = undefined;
    const socket = new WebSocket(this.url);
    this.#socket = socket;
    socket.onmessage = (message) => this.#receive(String(message.data));
    socket.onclose = () => this.#lost();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    clearTimeout(this.#silence);
    this.#socket?.close();
  }

  #receive(text: string): void {
    if (this.#closed) {
      return;
    }
    const frame = parseFrame(text);
    const first = this.#expected === undefined;
    const missed = frame === undefined || (!first && frame.seq !== this.#expected);
    this.#expected = frame === undefined ? undefined : frame.seq + 1;
    this.#attempt = 0;
    this.listener.connection("live", new Date());
    this.#watchSilence();
    if (missed || (first && this.#everConnected)) {
      this.listener.gap();
    }
    this.#everConnected = true;
    if (frame !== undefined) {
      this.listener.frame(frame);
    }
  }

  #watchSilence(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.listener.connection("silent", new Date()), SILENT_AFTER);
  }

  #lost(): void {
    clearTimeout(this.#silence);
    if (this.#closed) {
      return;
    }
    this.listener.connection("offline", new Date());
    this.#retry = setTimeout(() => this.open(), retryDelay(this.#attempt, Math.random()));
    this.#attempt += 1;
  }
}
