import { expect, test } from "vitest";

import { actOnAll } from "~/queries/bulk";
import type { Invitation } from "~/queries/invitations";

const many = (count: number) =>
  Array.from({ length: count }, (_, number) => ({ id: String(number), company: `Acme ${number}` }) as Invitation);
const ids = (invitations: readonly Invitation[]) => invitations.map(({ id }) => id).sort();

test("one refusal keeps its name, and stops nobody else", async () => {
  const refusal = new Error("no");
  const { done, refused, left } = await actOnAll(many(5), ({ id }) =>
    id === "2" ? Promise.reject(refusal) : Promise.resolve(),
  );
  expect(ids(done)).toEqual(["0", "1", "3", "4"]);
  expect(refused.map(({ invitation, error }) => [invitation.company, error])).toEqual([["Acme 2", refusal]]);
  expect(left).toEqual([]);
});

test("whoever says stop is told who wasn't touched", async () => {
  const stopping = new AbortController();
  const touched: string[] = [];
  const { done, left } = await actOnAll(
    many(20),
    ({ id }) => {
      touched.push(id);
      if (touched.length === 6) stopping.abort();
      return Promise.resolve();
    },
    { signal: stopping.signal },
  );
  expect(ids(done)).toEqual([...touched].sort());
  expect(done.length + left.length).toBe(20);
  expect(left.length).toBeGreaterThan(10);
});

test("only a few are under way at a time, and each is told as it ends", async () => {
  let underway = 0;
  let most = 0;
  const told: number[] = [];
  await actOnAll(
    many(12),
    async () => {
      most = Math.max(most, ++underway);
      await new Promise((resolve) => setTimeout(resolve, 1));
      underway--;
    },
    { told: (through) => told.push(through) },
  );
  expect(most).toBeLessThanOrEqual(3);
  expect(told).toEqual(Array.from({ length: 12 }, (_, number) => number + 1));
});
