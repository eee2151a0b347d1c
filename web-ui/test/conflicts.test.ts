import { describe, expect, it } from "vitest";
import { marksOf } from "../src/conflicts/marks";
import { causeText, errorText, flagsText, inTheWayText, managementText, stateText } from "../src/conflicts/text";
import {
  failedBindsAsked,
  groupCount,
  grouped,
  groupingOf,
  SNOOZES,
  tabOf,
  tomorrowMorning,
} from "../src/conflicts/view";
import { layOut, markAt, withMarks } from "../src/timeline/layout";
import { aFailedBind } from "./shapes";

const [held] = aFailedBind({}).inTheWay;
if (held === undefined) {
  throw new Error("the sample has a holder");
}
const timeWait = { ...held, holders: { are: "known" as const, list: [] } };
const ofTimeWait = { ...timeWait, socket: { ...timeWait.socket, state: "TIME_WAIT" as const } };

describe("the words of a failed bind", () => {
  it("name causes, also ones that came later, and their absence", () => {
    expect(causeText("timeWaitOnly")).toBe("TIME_WAIT only");
    expect(causeText("ofALaterVersion")).toBe("ofALaterVersion");
    expect(causeText(undefined)).toBe("Not judged");
  });

  it("say the error, its number, or that it is not known", () => {
    expect(errorText(aFailedBind({}))).toBe("EADDRINUSE");
    expect(errorText({ errno: 1 })).toBe("errno 1");
    expect(errorText({})).toBeUndefined();
  });

  it("tell a flag that is not set from one that is not known", () => {
    expect(flagsText({ reuseAddr: false })).toBe("SO_REUSEADDR not set, SO_REUSEPORT not known");
  });

  it("tell who was in the way, and how much of what has no holder", () => {
    expect(inTheWayText(aFailedBind({}))).toBe("java · 4121");
    expect(inTheWayText({ inTheWay: [held, held], moreInTheWay: 0 })).toBe("java · 4121");
    expect(inTheWayText({ inTheWay: [ofTimeWait, ofTimeWait], moreInTheWay: 29 })).toBe("31 × TIME_WAIT");
    expect(inTheWayText({ inTheWay: [], moreInTheWay: 0 })).toBe("nothing was seen in the way");
  });

  it("tell nobody from unknown", () => {
    const { claimant } = aFailedBind({});
    expect(managementText({ ...claimant, management: { by: "nobody", scope: "session-2.scope" } })).toBe(
      "nobody (session-2.scope)",
    );
    expect(managementText({ ...claimant, management: { by: "unknown", reason: "it had ended" } })).toBe(
      "unknown: it had ended",
    );
  });

  it("say what became of it and who said so", () => {
    const since = "2026-11-22T09:14:03Z";
    expect(stateText({ is: "open", since })).toBe("open");
    expect(stateText({ is: "open", since, by: "ann" })).toBe("reopened by ann");
    expect(stateText({ is: "resolved", since, how: "PERSON", by: "ann" })).toBe("resolved by ann");
    expect(stateText({ is: "resolved", since, how: "CLAIMANT_HOLDS" })).toContain("by itself");
  });
});

describe("the view of conflicts", () => {
  it("is what the URL says, and open by cause when it says nothing that it knows", () => {
    expect(tabOf(new URLSearchParams("tab=snoozed"))).toBe("snoozed");
    expect(tabOf(new URLSearchParams("tab=toString"))).toBe("open");
    expect(groupingOf(new URLSearchParams("group=port"))).toBe("port");
    expect(groupingOf(new URLSearchParams("group=toString"))).toBe("cause");
    expect(failedBindsAsked(new URLSearchParams("q=node&port=8080&group=none"))).toEqual({
      q: "node",
      port: ["8080"],
      state: ["open"],
      sort: "-last",
    });
  });

  it("puts rows together and counts failures and hosts of each group", () => {
    const rows = [
      aFailedBind({ times: 14 }),
      aFailedBind({ times: 5, hostId: "another" }),
      aFailedBind({ times: 1, port: 53, protocol: "UDP" }),
    ];
    const groups = grouped(rows, "port");
    expect(groups.map(({ title }) => title)).toEqual(["tcp/8080", "udp/53"]);
    expect(groups.map(groupCount)).toEqual(["×19 on 2 hosts", "×1 on 1 host"]);
    expect(grouped(rows, "none")).toHaveLength(1);
    expect(grouped(rows, "cause").map(({ title }) => title)).toEqual(["A service holds it"]);
  });

  it("snoozes into the future", () => {
    const now = new Date(2026, 10, 30, 23, 59);
    expect(tomorrowMorning(now)).toEqual(new Date(2026, 11, 1, 8, 0));
    for (const [, until] of SNOOZES) {
      expect(until(now).getTime()).toBeGreaterThan(now.getTime());
    }
  });
});

describe("marks on a timeline", () => {
  const empty = layOut({ from: 0, until: 100 }, [], [], ["none seen"]);
  const mark = (key: string, from: number, until: number) => ({ key, text: key, span: { from, until } });

  it("have a row of their own, and none when there is nothing in range", () => {
    expect(withMarks(empty, "failed binds", [mark("before", -20, -1), mark("after", 100, 110)])).toBe(empty);
    const marked = withMarks(empty, "failed binds", [mark("a", -5, 3), mark("b", 50, 50)]);
    expect(marked.rows).toBe(2);
    expect(marked.marked).toMatchObject({ row: 1, name: "failed binds" });
    expect(marked.marked?.marks.map(({ key }) => key)).toEqual(["a", "b"]);
  });

  it("are found within reach, the nearest first", () => {
    const marked = withMarks(empty, "failed binds", [mark("a", 10, 20), mark("b", 24, 24)]);
    expect(markAt(marked, 15, 1, 2)?.key).toBe("a");
    expect(markAt(marked, 23, 1, 5)?.key).toBe("b");
    expect(markAt(marked, 40, 1, 5)).toBeUndefined();
    expect(markAt(marked, 15, 0, 2)).toBeUndefined();
  });

  it("reach from the first failure to the last", () => {
    const [one] = marksOf([aFailedBind({})]);
    expect(one).toEqual({
      key: "9a4f0d52-7c11-4a1e-8f5e-3b1d2c4e5f60",
      text: "EADDRINUSE ×14 of node · 1203",
      span: { from: Date.parse("2026-11-22T09:14:03Z"), until: Date.parse("2026-11-22T09:15:13Z") },
    });
  });
});
