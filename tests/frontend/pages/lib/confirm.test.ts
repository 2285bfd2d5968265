import { afterEach, expect, test } from "vitest";
import { askBeforeLeaving, guardLeaving } from "../../../../frontend/src/pages/lib/confirm";

afterEach(() => guardLeaving(false));

function isAsked(): boolean {
  return !dispatchEvent(new Event("beforeunload", { cancelable: true }));
}

test("whoever waits in a queue is asked before the page is left, without a call filling the page", () => {
  askBeforeLeaving(true);
  expect([isAsked(), document.body.classList.contains("in-call")]).toEqual([true, false]);
  askBeforeLeaving(false);
  expect(isAsked()).toBe(false);
});

test("a call asks as well, until it is over", () => {
  guardLeaving(true);
  expect([isAsked(), document.body.classList.contains("in-call")]).toEqual([true, true]);
  guardLeaving(false);
  expect([isAsked(), document.body.classList.contains("in-call")]).toEqual([false, false]);
});
