import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect, test, vi } from "vitest";
import { Lanes } from "../src/live/lanes";
import { touchedBy } from "../src/api/topics";
import type { LiveFrame } from "../src/live/frames";

const CHANGED: LiveFrame = {
  seq: 1,
  at: "2026-11-17T03:14:00Z",
  kind: "changed",
  hosts: [{ hostId: "one", topics: ["conflicts"] }],
};

/** A query whose answers are given by hand, in the order in which they were asked for. */
function asked(client: QueryClient) {
  const answers: ((rows: number) => void)[] = [];
  const observer = new QueryObserver(client, {
    queryKey: ["rows"],
    queryFn: () => new Promise<number>((resolve) => answers.push(resolve)),
    meta: touchedBy(["conflicts"]),
  });
  return { answers, observer, end: observer.subscribe(() => undefined) };
}

test("a change that comes while a list is fetched for the first time has it fetched once more", async () => {
  const client = new QueryClient();
  const { answers, observer, end } = asked(client);
  await vi.waitFor(() => expect(answers).toHaveLength(1));
  new Lanes(client).add(CHANGED);
  await vi.waitFor(() => expect(client.getQueryState(["rows"])?.isInvalidated).toBe(true));
  answers[0]?.(0); // as it was before the change
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  answers[1]?.(1);
  await vi.waitFor(() => expect(observer.getCurrentResult().data).toBe(1));
  expect(answers).toHaveLength(2);
  end();
});

test("a change that comes when the list is there has it fetched once", async () => {
  const client = new QueryClient();
  const { answers, observer, end } = asked(client);
  await vi.waitFor(() => expect(answers).toHaveLength(1));
  answers[0]?.(0);
  await vi.waitFor(() => expect(observer.getCurrentResult().data).toBe(0));
  new Lanes(client).add(CHANGED);
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  answers[1]?.(1);
  await vi.waitFor(() => expect(observer.getCurrentResult().data).toBe(1));
  expect(answers).toHaveLength(2);
  end();
});
