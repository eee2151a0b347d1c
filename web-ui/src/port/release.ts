import type { PortView } from "../api/model";
import type { Endpoint } from "../stop/queries";

const isAny = (address: string) => address === "0.0.0.0" || address === "::";

const isIpv4 = (address: string) => !address.includes(":") || address.startsWith("::ffff:");

/**
 * Where the TIME_WAIT of a port would be released: at its one address, else at every address of its family; undefined where there is
 * none.
 */
export function releasedAt({ port, connections }: Pick<PortView, "port" | "connections">): Endpoint | undefined {
  const rows = connections.filter(({ state, count }) => state === "TIME_WAIT" && count > 0);
  const [first] = rows;
  if (first === undefined) {
    return undefined;
  }
  const { netns } = first;
  const addresses = new Set(rows.filter((row) => row.netns === netns).map(({ address }) => address));
  if (addresses.size === 1) {
    return { address: first.address, port, netns };
  }
  return { address: [...addresses].every(isIpv4) ? "0.0.0.0" : "::", port, netns };
}

/** Whether somebody listens where TIME_WAIT would be released. */
export const isHeld = ({ listeners }: Pick<PortView, "listeners">, at: Endpoint): boolean =>
  listeners.some(
    ({ address, netns }) => netns === at.netns && (address === at.address || isAny(address) || isAny(at.address)),
  );
