import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  countdown,
  durationMs,
  inputTime,
  localTime,
  parseTime,
  roughly,
  shortTime,
  tickText,
  utcTime,
} from "../src/ui/time";

const AT = new Date("2026-11-17T02:14:05.250Z");
const before = process.env["TZ"];

describe("time on screen", () => {
  beforeEach(() => {
    process.env["TZ"] = "Asia/Kolkata";
  });
  afterEach(() => {
    process.env["TZ"] = before;
  });

  it("is local with its offset, UTC beside it", () => {
    expect(localTime(AT)).toBe("2026-11-17 07:44:05 +05:30");
    expect(utcTime(AT)).toBe("2026-11-17 02:14:05.250 UTC");
  });

  it("has the offset of that day, not of today", () => {
    process.env["TZ"] = "America/New_York";
    expect(localTime(AT)).toBe("2026-11-16 21:14:05 -05:00");
    expect(localTime(new Date("2026-07-01T12:00:00Z"))).toBe("2026-07-01 08:00:00 -04:00");
  });

  it("leaves the date away only on the same local day", () => {
    expect(shortTime(AT, new Date("2026-11-17T18:00:00Z"))).toBe("07:44:05 +05:30");
    expect(shortTime(AT, new Date("2026-11-17T18:31:00Z"))).toBe("2026-11-17 07:44:05 +05:30");
  });

  it("marks an axis with the day at local midnight only", () => {
    expect(tickText(new Date("2026-11-16T18:30:00Z"))).toBe("11-17");
    expect(tickText(new Date("2026-11-17T00:00:00Z"))).toBe("05:30");
    expect(tickText(AT)).toBe("07:44:05");
  });

  it("goes through an input field and back", () => {
    expect(inputTime(AT)).toBe("2026-11-17T07:44:05");
    expect(parseTime(inputTime(AT))?.toISOString()).toBe("2026-11-17T02:14:05.000Z");
  });

  it.each(["", "  ", "yesterday", "2026-13-01", null, undefined])("is none: %s", (text) => {
    expect(parseTime(text)).toBeUndefined();
  });
});

describe("spans of time", () => {
  it("count down to the event, not past it", () => {
    expect(countdown(41_001)).toBe("00:42");
    expect(countdown(0)).toBe("00:00");
    expect(countdown(-5000)).toBe("00:00");
    expect(countdown(3_900_000)).toBe("1:05:00");
  });

  it("are told roughly", () => {
    expect([999, 59_999, 60_000, 7_200_000, 90_000_000].map(roughly)).toEqual(["0 s", "59 s", "1 min", "2 h", "1 d"]);
  });

  it("are read as the server writes them", () => {
    expect(durationMs("PT-0.012S")).toBe(-12);
    expect(durationMs("PT1H2M3.5S")).toBe(3_723_500);
    expect(durationMs("P1DT1S")).toBe(86_401_000);
    expect(durationMs("PT")).toBeUndefined();
    expect(durationMs("5s")).toBeUndefined();
  });
});
