import { readFileSync } from "node:fs";
import { execFile, execFileSync, spawn } from "node:child_process";
import { createServer, connect, type Server } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { promisify } from "node:util";
import { clone } from "./folders.ts";

const NET = process.env.HOSTS_NET ?? "10.83.0"; // not the script's default: somebody may be using that by hand
const script = join(clone, "e2e", "hosts", "hosts");

/** Where the root tree has Java and the built agent; both are this machine's own, read-only. */
export const JAVA = "/opt/jdk/bin/java";
export const AGENT = "/opt/portledger-agent/quarkus-run.jar";

/** The unit of a host's agent, with lines of `[Service]` besides; the token is for /etc/portledger/token. */
export const agentUnit = (server: string, ...more: string[]) => `[Unit]
Description=Portledger agent
StartLimitIntervalSec=0
[Service]
Environment=PORTLEDGER_AGENT_SERVER=${server}
Environment=PORTLEDGER_AGENT_ALLOW_PLAIN_HTTP=true
Environment=PORTLEDGER_AGENT_STATE_DIR=/var/lib/portledger-agent
Environment=PORTLEDGER_AGENT_ENROLMENT_TOKEN_FILE=/etc/portledger/token
ExecStart=${JAVA} -XX:+UseSerialGC -Xmx64m -Xss256k -XX:TieredStopAtLevel=1 -jar ${AGENT} run
StateDirectory=portledger-agent
${more.join("\n")}
`;

const javaHome = process.env.JAVA_HOME;
if (javaHome === undefined) {
  throw new Error(
    "JAVA_HOME has to name a JDK 25, as ./portledger test sees to; the hosts run the agent with it",
  );
}

const environment: NodeJS.ProcessEnv & { HOSTS_PREFIX: string } = {
  ...process.env,
  HOSTS_PREFIX: process.env.HOSTS_PREFIX ?? "plgtest",
  HOSTS_NET: NET,
  HOSTS_NSPAWN: [
    `--bind-ro=${javaHome}:/opt/jdk`,
    `--bind-ro=${join(clone, "agent/target/quarkus-app")}:/opt/portledger-agent`,
  ].join(" "),
};

function cgroup2(): string {
  const mount = readFileSync("/proc/self/mountinfo", "utf8")
    .split("\n")
    .find((line) => line.includes(" - cgroup2 "));
  return mount!.split(" ")[4]!;
}

/** What is held back on its way to a host: nothing yet, until something with the text has passed. */
interface Hold {
  after: string;
  back?: { text: string; go: () => void }[];
}

/** Real machines with systemd, on this one: see `e2e/hosts/hosts help`. Needs root. */
export class Hosts {
  /** How the hosts reach this machine. */
  static readonly outside = `${NET}.1`;
  private doors: Server[] = [];
  /** Of hosts, by their addresses. */
  private holds = new Map<string, Hold>();

  static async up(count: number): Promise<Hosts> {
    // those of a test that did not get to the end of its hosts would stay as that test has left them
    await promisify(execFile)(script, ["down"], { env: environment });
    await promisify(execFile)(script, ["up", String(count)], { env: environment });
    return new Hosts();
  }

  /** Runs a command as root in a host and returns what it printed. */
  exec(host: string, ...command: string[]): string {
    return execFileSync(script, ["exec", host, ...command], {
      env: environment,
      encoding: "utf8",
    });
  }

  /**
   * The same for a command that may fail: its exit status, and what it printed on both streams. Doors stay open meanwhile, which
   * they do not while {@link exec} waits.
   */
  async run(host: string, command: string[], input = ""): Promise<{ status: number | null; output: string }> {
    const child = spawn(script, ["exec", host, ...command], { env: environment });
    let output = "";
    [child.stdout, child.stderr].forEach((stream) => stream.setEncoding("utf8").on("data", (text) => (output += text)));
    child.stdin.end(input);
    const [status] = await once(child, "close");
    return { status, output };
  }

  /** Where a file that a host has written is, seen from this machine. */
  outside(host: string, path: string): string {
    const folder = environment.HOSTS_DIR ?? `/var/lib/${environment.HOSTS_PREFIX}`;
    return join(folder, `up-${environment.HOSTS_PREFIX}`, host, "upper", path);
  }

  /** The processes of a unit of a host, by their pids on this machine. */
  processes(host: string, unit: string): number[] {
    const group = join(cgroup2(), environment.HOSTS_PREFIX, host, "payload", "system.slice", unit, "cgroup.procs");
    return readFileSync(group, "utf8").split("\n").filter(Boolean).map(Number);
  }

  /** Drops all traffic between a host and this machine, or lets it pass again. */
  cut(host: string, off: boolean): void {
    execFileSync(script, [off ? "partition" : "heal", host, "outside"], { env: environment });
  }

  copy(file: string, host: string, path: string): void {
    execFileSync(script, ["cp", file, `${host}:${path}`], { env: environment });
  }

  /** Writes a file in a host. */
  write(host: string, path: string, text: string): void {
    execFileSync(
      script,
      [
        "exec",
        host,
        "sh",
        "-c",
        'umask 077; mkdir -p "$(dirname "$0")"; cat >"$0"',
        path,
      ],
      {
        env: environment,
        input: text,
      },
    );
  }

  /** A door on the hosts' own network to a port that this machine has on loopback only. */
  async door(port: number): Promise<string> {
    const door = createServer((from) => {
      const to = connect(port, "127.0.0.1");
      from.pipe(to);
      const address = from.remoteAddress!;
      to.on("data", (chunk) => this.pass(address, chunk, () => from.write(chunk)));
      to.on("end", () => from.end());
      from.on("error", () => to.destroy());
      to.on("error", () => from.destroy());
    }).listen(port, Hosts.outside);
    await once(door, "listening");
    this.doors.push(door);
    return `http://${Hosts.outside}:${port}`;
  }

  /** From the next message to a host on that has this text in it, what comes after it is held back on its way to this host. */
  holdAfter(host: string, text: string): void {
    this.holds.set(Hosts.address(host), { after: text });
  }

  /** Whether more than acknowledgements and signs of life is held back. */
  holdsBack(host: string): boolean {
    const back = this.holds.get(Hosts.address(host))?.back ?? [];
    return back.some(({ text }) => !/"frame":"(ack|heartbeatAnswer)"/.test(text));
  }

  /** Lets what was held back go on. */
  release(host: string): void {
    const back = this.holds.get(Hosts.address(host))?.back ?? [];
    this.holds.delete(Hosts.address(host));
    back.forEach(({ go }) => go());
  }

  private pass(address: string, chunk: Buffer, go: () => void): void {
    const hold = this.holds.get(address);
    const text = chunk.toString("latin1");
    if (hold?.back !== undefined) {
      hold.back.push({ text, go });
      return;
    }
    go();
    if (hold !== undefined && text.includes(hold.after)) {
      hold.back = [];
    }
  }

  private static address(host: string): string {
    return `${NET}.${10 + Number(host.replace("host", ""))}`;
  }

  down(): void {
    this.doors.forEach((door) => door.close());
    execFileSync(script, ["down"], { env: environment });
  }
}
