import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";

import { tookFiles, useDropAnywhere, useDropping } from "~/app/dropping/dropping";

const mail = new File(["From: ben@acme.example"], "mail.eml");

afterEach(cleanup);

/** A drag as a browser tells of it, which jsdom doesn't. */
function drag(name: string, { types = ["Files"], files = [mail], isTaken = false } = {}): Event {
  const event = new Event(name, { bubbles: true, cancelable: true });
  Object.assign(event, { dataTransfer: { types, files }, relatedTarget: null });
  if (isTaken) event.preventDefault();
  act(() => void window.dispatchEvent(event));
  return event;
}

function watch() {
  const { result } = renderHook(() => {
    useDropAnywhere();
    return useDropping();
  });
  act(tookFiles);
  return result;
}

test("files may be let go anywhere, and are taken instead of opened by the browser", () => {
  const standing = watch();
  expect(drag("dragover").defaultPrevented).toBe(true);
  expect(standing.current.isOver).toBe(true);
  expect(drag("drop").defaultPrevented).toBe(true);
  expect(standing.current).toEqual({ isOver: false, files: [mail] });
});

test("a place that takes files itself keeps them", () => {
  const standing = watch();
  drag("dragover");
  drag("dragover", { isTaken: true });
  expect(standing.current.isOver).toBe(false);
  drag("drop", { isTaken: true });
  expect(standing.current.files).toEqual([]);
});

test("words that are dragged, and pictures of the page itself, are left alone", () => {
  const standing = watch();
  expect(drag("dragover", { types: ["text/plain"], files: [] }).defaultPrevented).toBe(false);
  drag("dragstart", { types: [], files: [] });
  expect(drag("dragover").defaultPrevented).toBe(false);
  expect(standing.current.isOver).toBe(false);
  drag("dragend", { types: [], files: [] });
  drag("dragover");
  expect(standing.current.isOver).toBe(true);
});

test("a drag that leaves the window, or ended outside of it, leaves nothing behind", () => {
  const standing = watch();
  drag("dragover");
  drag("dragleave");
  expect(standing.current.isOver).toBe(false);
  drag("dragover");
  drag("mousemove", { types: [], files: [] });
  expect(standing.current.isOver).toBe(false);
});
