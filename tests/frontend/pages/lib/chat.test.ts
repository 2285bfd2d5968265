import { expect, test } from "vitest";

import { Chat } from "../../../../frontend/src/pages/lib/chat";

const chat = (): Chat => new Chat({ say: () => true });
const said = (one: Chat): string[] => [...one.element.querySelectorAll(".line")].map((line) => line.textContent ?? "");

test("what was said before a lost link, and what was being written, is there after it", () => {
  const before = chat();
  before.add("Li", "hello");
  before.note("Li left");
  before.element.querySelector("textarea")!.value = "and then";
  const after = chat();
  after.continue(before);
  after.add("Li", "back");
  expect(said(after)).toEqual(["Lihello", "Li left", "Liback"]);
  expect(after.element.querySelector("textarea")!.value).toBe("and then");
  expect(after.element.querySelector(".empty")).toBeNull();
});

test("where nothing was said before, the chat still says so", () => {
  const after = chat();
  after.continue(chat());
  expect(after.element.querySelectorAll(".empty")).toHaveLength(1);
});
