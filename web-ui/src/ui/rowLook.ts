import type { Watch } from "../api/model";

/** How a row shows that it has left, or that its host is offline. */
export const rowLook = (watch: Watch, gone = false): string =>
  gone ? "pl-gone" : watch === "OFFLINE" ? "pl-hatched" : "";
