import { expect, test } from "vitest";
import { troubleOf } from "../../../../frontend/src/pages/lib/devicecheck";
import { h, refill } from "../../../../frontend/src/pages/lib/dom";
import { initials } from "../../../../frontend/src/pages/lib/person";
import { clock, size } from "../../../../frontend/src/pages/lib/time";

test("durations are shown as people write them", () => {
  expect([0, 7, 61, 754, 3723, -5].map(clock)).toEqual(["0:00", "0:07", "1:01", "12:34", "1:02:03", "0:00"]);
});

test("sizes are shown with at most two digits before the unit changes", () => {
  expect([0, 1, 999, 1000, 12_345, 3_400_000, 2_000_000_000].map(size)).toEqual(["0 B", "1 B", "999 B", "1.0 kB", "12 kB", "3.4 MB", "2.0 GB"]);
});

test("initials stand for western and Chinese names", () => {
  expect(["Li Na", "anna", "王伟", "欧阳娜娜", "agent_one", ""].map(initials)).toEqual(["LN", "A", "王伟", "娜娜", "AO", "?"]);
});

test("a list that is drawn anew leaves the keyboard where it was", () => {
  const list = h("div");
  const row = (id: number): HTMLElement => h("button", { "data-id": id });
  document.body.append(list);
  refill(list, "data-id", row(1), row(2));
  list.querySelector<HTMLElement>("[data-id='2']")?.focus();
  refill(list, "data-id", row(2), row(3));
  expect(document.activeElement?.getAttribute("data-id")).toBe("2");
  list.remove();
});

test("what somebody typed is never markup", () => {
  const element = h("p", {}, "<img src=x onerror=alert(1)>");
  expect(element.querySelector("img")).toBeNull();
  expect(element.textContent).toBe("<img src=x onerror=alert(1)>");
});

test("the browser's refusals become troubles a person can do something about", () => {
  const named = (name: string) => troubleOf(new DOMException("", name));
  expect(["NotAllowedError", "SecurityError", "NotFoundError", "OverconstrainedError", "NotReadableError", "AbortError"].map(named)).toEqual([
    "denied", "denied", "missing", "missing", "busy", "busy",
  ]);
});
