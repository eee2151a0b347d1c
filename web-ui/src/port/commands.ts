import type { PortView } from "../api/model";

/** What an operator would type on the host to see the same. */
export function lookCommands({ protocol, port }: Pick<PortView, "protocol" | "port">): readonly string[] {
  return protocol === "TCP"
    ? [`sudo ss -H -l -n -t -p 'sport = :${port}'`, `sudo lsof -n -P -iTCP:${port} -sTCP:LISTEN`]
    : [`sudo ss -H -a -n -u -p 'sport = :${port}'`, `sudo lsof -n -P -iUDP:${port}`];
}

/** What shows the connections that are left on a port, with their timers. */
export const connectionCommands = ({ port }: Pick<PortView, "port">): readonly string[] => [
  `ss -H -n -t -a -o 'sport = :${port}'`,
];
