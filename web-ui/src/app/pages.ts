interface Page {
  path: string;
  name: string;
  /** Second key of `g …`. */
  key: string;
}

/** Pages of the main navigation, in its order. */
export const PAGES: readonly Page[] = [
  { path: "/", name: "Overview", key: "o" },
  { path: "/ports", name: "Ports", key: "p" },
  { path: "/hosts", name: "Hosts", key: "h" },
  { path: "/conflicts", name: "Conflicts", key: "c" },
  { path: "/time-wait", name: "TIME_WAIT", key: "t" },
  { path: "/approvals", name: "Approvals", key: "v" },
  { path: "/agents", name: "Agents", key: "g" },
  { path: "/audit", name: "Audit", key: "a" },
  { path: "/settings", name: "Settings", key: "s" },
];
