import { cleanup, fireEvent, render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";

import { useKeys } from "~/parts/keys";

afterEach(cleanup);

function shown(keys: Record<string, () => unknown>, content = <input aria-label="field" />) {
  function Bound() {
    useKeys(keys);
    return content;
  }
  return render(<Bound />);
}

test("a key acts, but not while somebody types", async () => {
  const act = vi.fn();
  const { getByLabelText } = shown({ n: act });
  await userEvent.keyboard("n");
  expect(act).toHaveBeenCalledTimes(1);
  await userEvent.type(getByLabelText("field"), "nnn");
  expect(act).toHaveBeenCalledTimes(1);
});

test("a key with control acts even in a field, and without it doesn't", async () => {
  const act = vi.fn();
  const { getByLabelText } = shown({ "mod+k": act });
  await userEvent.type(getByLabelText("field"), "k{Control>}k{/Control}");
  expect(act).toHaveBeenCalledTimes(1);
});

test("a chord is two keys in a row; the second alone is another key", async () => {
  const [home, snooze] = [vi.fn(), vi.fn()];
  shown({ "g s": home, s: snooze });
  await userEvent.keyboard("s");
  await userEvent.keyboard("gs");
  await userEvent.keyboard("gxs");
  expect([home.mock.calls.length, snooze.mock.calls.length]).toEqual([1, 2]);
});

test("nothing acts behind an open dialog or in a menu", () => {
  const act = vi.fn();
  const { getByRole } = shown(
    { n: act },
    <>
      <div role="menu" tabIndex={-1} />
      <div role="dialog" aria-modal="true" />
    </>,
  );
  fireEvent.keyDown(getByRole("menu"), { key: "n" });
  fireEvent.keyDown(document.body, { key: "n" });
  expect(act).not.toHaveBeenCalled();
});

test("a key that found nothing to do is left to the browser", () => {
  shown({ ArrowDown: () => false, j: () => true });
  expect(fireEvent.keyDown(document.body, { key: "ArrowDown" })).toBe(true);
  expect(fireEvent.keyDown(document.body, { key: "j" })).toBe(false);
});
