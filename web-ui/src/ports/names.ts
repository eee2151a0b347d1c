/** What the API's closed values are called on screen. */
export const BIND_NAMES: Readonly<Record<string, string>> = {
  WILDCARD: "Every address",
  LOOPBACK: "Loopback only",
  SPECIFIC: "One address",
};

export const OWNER_NAMES: Readonly<Record<string, string>> = {
  UNIT: "systemd unit",
  CONTAINER: "Container",
  UNMANAGED: "Unmanaged",
  KERNEL: "Kernel",
  UNKNOWN: "Unknown",
};

export const valueName = (value: string): string => BIND_NAMES[value] ?? OWNER_NAMES[value] ?? value;
