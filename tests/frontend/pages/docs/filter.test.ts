import { beforeEach, expect, test } from "vitest";

import { filter } from "../../../../frontend/src/pages/docs/filter";

const box = () => document.getElementById("filter") as HTMLInputElement;
const shown = () => [...document.querySelectorAll<HTMLElement>("[data-search]")].filter((row) => !row.hidden).map((row) => row.id);

function search(text: string): void {
  box().value = text;
  box().dispatchEvent(new Event("input"));
}

beforeEach(() => {
  document.documentElement.lang = "en";
  document.body.innerHTML = `<input id="filter"><p id="filter-count"></p><p id="nothing" hidden></p><a data-chapter="one"></a><a data-chapter="two"></a>
    <section class="chapter" id="one"><i id="Enter" data-search="enter a room"></i><i id="Leave" data-search="leave a room"></i></section>
    <section class="chapter" id="two"><i id="Login" data-search="login 登录"></i></section>`;
  filter();
});

test("rows with every word stay, chapters without rows go from the page and the list", () => {
  search("ROOM leave");
  expect(shown()).toEqual(["Leave"]);
  expect(document.getElementById("two")!.hidden).toBe(true);
  expect(document.querySelector<HTMLElement>('[data-chapter="two"]')!.hidden).toBe(true);
  expect(document.getElementById("filter-count")!.textContent).toBe("1 found");
  search("登录");
  expect(shown()).toEqual(["Login"]);
});

test("an empty box shows everything, a strange word says that nothing matches", () => {
  search("nonsense");
  expect(shown()).toEqual([]);
  expect(document.getElementById("nothing")!.hidden).toBe(false);
  search("");
  expect(shown()).toEqual(["Enter", "Leave", "Login"]);
  expect(document.getElementById("nothing")!.hidden).toBe(true);
});

test("a slash puts the cursor into the box, except while one writes elsewhere", () => {
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "/", bubbles: true }));
  expect(document.activeElement).toBe(box());
});

test("a link to a hidden row ends the search", () => {
  search("login");
  location.hash = "#Enter";
  dispatchEvent(new Event("hashchange"));
  expect(box().value).toBe("");
  expect(shown()).toEqual(["Enter", "Leave", "Login"]);
});
