import { describe, expect, it } from "vitest";
import type { PortView } from "../src/api/model";
import { wantedEndpoint } from "../src/conflicts/text";
import { isHeld, releasedAt } from "../src/port/release";
import { subjectOf } from "../src/stop/queries";
import { aFailedBind, aListener, aStop } from "./shapes";

const HOST = 4_026_531_840;

type Row = PortView["connections"][number];

const left = (address: string, part: Partial<Row> = {}): Row => ({
  address,
  netns: HOST,
  state: "TIME_WAIT",
  count: 3,
  lastLeavesAt: "2026-11-22T16:00:40Z",
  changedAt: "2026-11-22T16:00:00Z",
  ...part,
});

const at = (...connections: Row[]) => releasedAt({ port: 8080, connections });

describe("where TIME_WAIT is released", () => {
  it("is its one address", () => {
    expect(at(left("10.0.0.5"))).toEqual({ address: "10.0.0.5", port: 8080, netns: HOST });
    expect(at(left("10.0.0.5"), left("10.0.0.6", { count: 0 }), left("::1", { state: "CLOSE_WAIT" }))).toMatchObject({
      address: "10.0.0.5",
    });
  });

  it("is every address of the family, where there are several", () => {
    expect(at(left("10.0.0.5"), left("::ffff:10.0.0.6"))).toMatchObject({ address: "0.0.0.0" });
    expect(at(left("10.0.0.5"), left("::1"))).toMatchObject({ address: "::" });
  });

  it("is nowhere without any", () => {
    expect(at()).toBeUndefined();
    expect(at(left("10.0.0.5", { state: "CLOSE_WAIT" }))).toBeUndefined();
  });

  it("is held by who listens there, in the same network", () => {
    const endpoint = { address: "10.0.0.5", port: 8080, netns: HOST };
    const heldBy = (part: Parameters<typeof aListener>[0]) => isHeld({ listeners: [aListener(part)] }, endpoint);
    expect(heldBy({})).toBe(true);
    expect(heldBy({ address: "0.0.0.0" })).toBe(true);
    expect(heldBy({ address: "10.0.0.6" })).toBe(false);
    expect(heldBy({ netns: 4_026_532_001 })).toBe(false);
    expect(isHeld({ listeners: [aListener({ address: "10.0.0.6" })] }, { ...endpoint, address: "0.0.0.0" })).toBe(true);
  });

  it("is what the claimant wanted, for a failed bind", () => {
    expect(wantedEndpoint(aFailedBind({}))).toEqual({ address: "0.0.0.0", port: 8080 });
    expect(wantedEndpoint(aFailedBind({ netns: 7 }))).toEqual({ address: "0.0.0.0", port: 8080, netns: 7 });
  });

  it("is planned anew without a socket to be found", async () => {
    const { target, hostId } = aStop({});
    const release = { by: "releaseTimeWait" } as const;
    const unheld = { ...target, socket: { ...target.socket, id: "unheld" }, holders: [] };
    expect(await subjectOf(aStop({ method: release, target: unheld }), "TIME_WAIT")).toEqual({
      hostId,
      text: "TIME_WAIT",
      timeWait: { address: "10.0.0.5", port: 8080, netns: HOST },
    });
    expect(await subjectOf(aStop({ method: release, follows: "51e0" }), "TIME_WAIT")).toEqual({
      hostId,
      text: "TIME_WAIT",
      follows: "51e0",
    });
  });
});
