import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { temporary } from "./folders.ts";

// Reads one command a line: "listen PORT DELAY_MS" answers "PORT TIME" (milliseconds of the epoch, right after listen(2)); "close PORT".
const PROGRAM = `
const net = require("node:net"), open = new Map();
if (process.argv[2] === "stubborn") process.on("SIGTERM", () => {});
require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const [verb, port, delay] = line.split(" ");
  if (verb === "close") { open.get(port).close(); open.delete(port); return; }
  setTimeout(() => {
    const server = net.createServer().listen(Number(port), "127.0.0.1", () => {
      const { port } = server.address();
      open.set(String(port), server);
      console.log(port + " " + Date.now());
    });
  }, Number(delay));
});
setInterval(() => {}, 1 << 30);
`;

export interface Opened {
  port: number;
  /** Milliseconds of the epoch. */
  at: number;
}

/** A process of a name of its own that listens where it is told to. */
export class Workload {
  private constructor(
    readonly name: string,
    private readonly child: ChildProcess,
    private readonly answers: Interface,
  ) {}

  /** @param name what it is called in /proc/PID/comm: at most 15 bytes */
  static start(name: string, { stubborn = false } = {}): Workload {
    const folder = temporary(name);
    const program = join(folder, name);
    const script = join(folder, "server.cjs");
    symlinkSync(process.execPath, program);
    writeFileSync(script, PROGRAM);
    const child = spawn(program, [script, stubborn ? "stubborn" : "willing"], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    return new Workload(name, child, createInterface({ input: child.stdout! }));
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Listens on 127.0.0.1, on any free port unless one is given. */
  async listen({ port = 0, afterMs = 0 } = {}): Promise<Opened> {
    const answer = once(this.answers, "line");
    this.child.stdin!.write(`listen ${port} ${afterMs}\n`);
    const [line] = (await answer) as [string];
    const [opened, at] = line.split(" ").map(Number) as [number, number];
    return { port: opened, at };
  }

  close(port: number): void {
    this.child.stdin!.write(`close ${port}\n`);
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** The exit status or signal, when it has ended. */
  async ended(): Promise<number | string> {
    if (this.isRunning) {
      await once(this.child, "exit");
    }
    return this.child.exitCode ?? this.child.signalCode!;
  }

  /** For the end of a test, whatever became of it. */
  discard(): void {
    this.child.kill("SIGKILL");
  }
}
