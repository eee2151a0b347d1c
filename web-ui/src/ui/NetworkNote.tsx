import type { Listener } from "../api/model";
import { networkOf } from "./holderText";

/** That a listener is not in the host's own network, and in whose it is; nothing for one that is. */
export function NetworkNote({ listener }: { listener: Listener }) {
  const network = networkOf(listener);
  return network === undefined ? null : <span className="pl-hint">{network}</span>;
}
