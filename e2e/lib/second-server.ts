import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";

const PARTING = "\0";

function words(pid: number, file: string): string[] {
  return readFileSync(`/proc/${pid}/${file}`, "utf8").split(PARTING).filter(Boolean);
}

/** Another server with the same database, told what the first was told. */
export class SecondServer {
  private constructor(
    readonly port: number,
    private readonly child: ChildProcess,
    private readonly logFile: string,
  ) {}

  /**
   * @param pid of the first
   * @param logFile gets what it says; it is written anew
   * @param env what is different for this one
   */
  static like(pid: number, port: number, logFile: string, env: Record<string, string> = {}): SecondServer {
    const [java, ...args] = words(pid, "cmdline");
    const told = Object.fromEntries(
      words(pid, "environ").map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
    );
    const log = openSync(logFile, "w");
    const child = spawn(java!, args, {
      stdio: ["ignore", log, log],
      env: { ...told, QUARKUS_HTTP_PORT: String(port), ...env },
    });
    closeSync(log);
    return new SecondServer(port, child, logFile);
  }

  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get log(): string {
    return readFileSync(this.logFile, "utf8");
  }

  /** Ends it by this signal, if it still runs. */
  async end(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = once(this.child, "exit");
      this.child.kill(signal);
      await ended;
    }
  }
}
