import { describe, expect, it } from "vitest";
import { parseSearch } from "../src/ports/grammar";

describe("what is typed into the search box", () => {
  it("takes a number or a range alone for a port", () => {
    expect(parseSearch("8080")).toEqual({ filters: [["port", "8080"]], text: "" });
    expect(parseSearch("8000-8100")).toEqual({ filters: [["port", "8000-8100"]], text: "" });
  });

  it("leaves a number that is no port as text", () => {
    expect(parseSearch("70000")).toEqual({ filters: [], text: "70000" });
    expect(parseSearch("0")).toEqual({ filters: [], text: "0" });
  });

  it("reads names, quotes and text side by side", () => {
    expect(parseSearch('unit:orders.service user:"build bot" java')).toEqual({
      filters: [
        ["unit", "orders.service"],
        ["user", "build bot"],
      ],
      text: "java",
    });
  });

  it("writes closed values as the server knows them", () => {
    expect(parseSearch("protocol:tcp owner:unmanaged").filters).toEqual([
      ["protocol", "TCP"],
      ["owner", "UNMANAGED"],
    ]);
  });

  it("keeps an IPv6 address and unknown names as text", () => {
    expect(parseSearch("::1 foo:bar")).toEqual({ filters: [], text: "::1 foo:bar" });
  });

  it("reads an IPv6 address behind its name", () => {
    expect(parseSearch("address:fe80::1").filters).toEqual([["address", "fe80::1"]]);
  });

  it("keeps a name without a value as text, as somebody may still be typing", () => {
    expect(parseSearch("port:")).toEqual({ filters: [], text: "port:" });
  });

  it("keeps quoted text in its quotes", () => {
    expect(parseSearch('"8080"')).toEqual({ filters: [], text: '"8080"' });
  });
});
