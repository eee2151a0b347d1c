import type { FailedBind, Holder, Listener, Stop } from "../src/api/model";

/** Answers of the server as they come over the wire, for tests that change a part of them. */
export const aHolder: Holder = {
  process: { bootId: "3f0c2a1e-8f9d-4a3f-9f3e-1c2d3e4f5a6b", pid: 4121, startTicks: 123_456 },
  startedAt: "2026-11-22T09:14:02Z",
  parentPid: 1,
  comm: "java",
  exe: "/usr/lib/jvm/bin/java",
  cmdline: "java -jar orders.jar --password=***",
  user: { uid: 1001, name: "app" },
  management: { by: "unit", name: "orders.service" },
  descriptors: [7],
};

export const aListener = (part: Partial<Listener>): Listener => ({
  holdingId: "6b8f4e9a-5d3c-4f1b-9a7e-2c1d0e9f8a7b",
  hostId: "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d",
  hostName: "web-12",
  protocol: "TCP",
  address: "10.0.0.5",
  port: 8080,
  netns: 4_026_531_840,
  network: "HOST",
  socketId: "cookie:7",
  bindKind: "SPECIFIC",
  uid: 1001,
  ownerKind: "UNIT",
  holders: { are: "known", list: [aHolder] },
  began: { at: "2026-11-22T09:14:03Z", after: "2026-11-22T09:14:02Z", how: "BETWEEN_LOOKS" },
  watch: "LIVE",
  ...part,
});

const aSocket: Stop["target"]["socket"] = {
  netns: 4_026_531_840,
  protocol: "TCP",
  endpoint: { address: "10.0.0.5", port: 8080 },
  id: "cookie:7",
};

export const aStop = (part: Partial<Stop>): Stop => ({
  stopId: "51e0a7a2-0a35-4a5e-8b0b-6f7f4b6f2f10",
  hostId: "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d",
  hostName: "web-12",
  protocol: "TCP",
  port: 8080,
  address: "10.0.0.5",
  state: "PLANNED",
  method: { by: "process", process: aHolder.process, signal: "SIGTERM" },
  target: {
    bootId: aHolder.process.bootId,
    socket: aSocket,
    inode: 991,
    holders: [aHolder.process],
  },
  holders: [aHolder],
  listener: { key: aSocket, uid: 1001, inode: 991, holders: { are: "known", list: [aHolder] } },
  alsoEnds: [],
  comesBack: [],
  warnings: [],
  commands: ["kill -TERM 4121"],
  plannedBy: "admin",
  plannedAt: "2026-11-22T15:59:00Z",
  planExpiresAt: "2026-11-22T16:04:00Z",
  steps: [],
  mayFollowWithSigkill: false,
  ...part,
});

export const aFailedBind = (part: Partial<FailedBind>): FailedBind => ({
  failedId: "9a4f0d52-7c11-4a1e-8f5e-3b1d2c4e5f60",
  hostId: "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d",
  hostName: "web-12",
  watch: "LIVE",
  state: { is: "open", since: "2026-11-22T09:14:03Z" },
  firstAt: "2026-11-22T09:14:03Z",
  lastAt: "2026-11-22T09:15:13Z",
  times: 14,
  call: "BIND",
  protocol: "TCP",
  address: "0.0.0.0",
  port: 8080,
  flags: { reuseAddr: true },
  errno: 98,
  error: "EADDRINUSE",
  claimant: {
    pid: 1203,
    comm: "node",
    management: { by: "unit", name: "shop.service" },
  },
  inTheWay: [
    {
      socket: {
        id: "cookie:7",
        protocol: "TCP",
        endpoint: { address: "10.0.0.5", port: 8080 },
        state: "LISTEN",
        timeWaitOnly: false,
        flags: {},
      },
      holders: { are: "known", list: [aHolder] },
      holdingId: "6b8f4e9a-5d3c-4f1b-9a7e-2c1d0e9f8a7b",
    },
  ],
  moreInTheWay: 0,
  diagnosis: {
    cause: "service",
    also: [],
    summary: "orders.service has 10.0.0.5:8080.",
    evidence: [],
    remedy: "Stop the service.",
    commands: ["systemctl stop -- orders.service"],
    warnings: [],
    unknown: [],
  },
  ...part,
});
