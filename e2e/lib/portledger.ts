import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { clone } from "./folders.ts";

export interface UpOptions {
  /** The data folder; given again, the same ledger goes on. */
  data: string;
  port: number;
  /** Put before the launcher, such as setpriv(1). */
  prefix?: string[];
  env?: Record<string, string>;
}

/** `./portledger up` as a user runs it: a real process, its real output, signals. */
export class Portledger {
  output = "";
  private readonly ended: Promise<number | string>;
  private waiting: (() => void)[] = [];

  private constructor(
    readonly options: UpOptions,
    private readonly child: ChildProcess,
  ) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.output += text;
        this.waiting.splice(0).forEach((wake) => wake());
      });
    }
    this.ended = once(child, "close").then(([status, signal]) => (status ?? signal) as number | string);
  }

  /** Begins to start it. */
  static launch(options: UpOptions): Portledger {
    const launcher = join(clone, "portledger");
    const args = ["up", "--port", String(options.port), "--data", options.data];
    const [program, ...before] = [...(options.prefix ?? []), launcher];
    const child = spawn(program ?? launcher, [...before, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...options.env },
      detached: true, // Ctrl-C for the tests is not Ctrl-C for it
    });
    return new Portledger(options, child);
  }

  /** Starts it, until it has said where it answers. */
  static async up(options: UpOptions): Promise<Portledger> {
    const it = Portledger.launch(options);
    await it.says(/Ctrl-C ends everything in order/);
    return it;
  }

  get pid(): number {
    return this.child.pid!;
  }

  get address(): string {
    return `http://127.0.0.1:${this.options.port}`;
  }

  get password(): string {
    return this.secret("admin-password");
  }

  secret(name: string): string {
    return readFileSync(join(this.options.data, "secrets", name), "utf8").trim();
  }

  /** What a part has said so far. */
  log(part: string): string {
    const file = join(this.options.data, "logs", `${part}.log`);
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  }

  /** The processes of database, server and agent, as noted by the run. */
  parts(): Record<string, { pid: number; startTicks: number }> {
    return JSON.parse(readFileSync(join(this.options.data, "run", "run.json"), "utf8")).parts;
  }

  /** Waits until its output matches; fails with the output when it ends before. */
  async says(pattern: RegExp): Promise<void> {
    let over = false;
    const end = this.ended.then((status) => {
      over = true;
      return status;
    });
    while (!pattern.test(this.output)) {
      if (over) {
        throw new Error(`portledger up ended (${await end}) before it said ${pattern}:\n${this.output}`);
      }
      await Promise.race([end, new Promise<void>((wake) => this.waiting.push(wake))]);
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Its exit status, or the signal that killed it. */
  status(): Promise<number | string> {
    return this.ended;
  }

  async end(signal: NodeJS.Signals = "SIGINT"): Promise<number | string> {
    this.signal(signal);
    return this.ended;
  }
}

/** A TCP port that nobody has on 127.0.0.1. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

/** Whether the port can be had, by having it. */
export async function canBind(port: number): Promise<boolean> {
  const server = createServer().listen(port, "127.0.0.1");
  return new Promise((resolve) => {
    server.once("listening", () => server.close(() => resolve(true)));
    server.once("error", () => resolve(false));
  });
}

/** Whether exactly this process still runs: a pid alone is not enough, it may be somebody else's by now. */
export function alive(process: { pid: number; startTicks: number }): boolean {
  try {
    const stat = readFileSync(`/proc/${process.pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] !== "Z" && Number(fields[19]) === process.startTicks;
  } catch {
    return false;
  }
}
