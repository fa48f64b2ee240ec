/** What was let go from here is known in every window of the browser, and nothing but ids is kept. */

import { act, renderHook } from "@testing-library/react";
import { beforeEach, expect, it } from "vitest";

import { forgetSending, forgetSendings, noteSending, useSendings } from "~/queries/sendings";
import { forgetWords } from "~/queries/words";

beforeEach(() => forgetSendings());

const KEPT = "replyby-sendings";
const shown = () => renderHook(() => useSendings()).result;

it("is known until it is forgotten, and once", () => {
  const sendings = shown();
  act(() => {
    noteSending("one");
    noteSending("two");
    noteSending("one");
  });
  expect(sendings.current).toEqual(["one", "two"]);
  act(() => forgetSending("one"));
  expect(sendings.current).toEqual(["two"]);
});

it("comes from another window as well", () => {
  const sendings = shown();
  act(() => {
    localStorage.setItem(KEPT, JSON.stringify(["elsewhere"]));
    window.dispatchEvent(new StorageEvent("storage", { key: KEPT }));
  });
  expect(sendings.current).toEqual(["elsewhere"]);
});

it("what was meddled with is nothing", () => {
  const sendings = shown();
  for (const junk of ["{", "7", '{"a":1}', "[1,null]"]) {
    act(() => {
      localStorage.setItem(KEPT, junk);
      window.dispatchEvent(new StorageEvent("storage", { key: KEPT }));
    });
    expect(sendings.current).toEqual([]);
  }
});

it("whoever signs out leaves nothing behind", () => {
  noteSending("one");
  forgetWords();
  expect(localStorage.getItem(KEPT)).toBeNull();
});
