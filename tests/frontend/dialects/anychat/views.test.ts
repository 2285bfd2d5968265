import { beforeEach, expect, test, vi } from "vitest";

import { Views } from "../../../../frontend/src/dialects/anychat/views";

let streams: Map<string, MediaStream>;
let resized: ReturnType<typeof vi.fn<(user: number, size: number) => void>>;
let views: Views;
const stream = () => ({}) as MediaStream;

beforeEach(() => {
  document.body.innerHTML = '<div id="a"><p>page</p></div><div id="b"></div>';
  Object.defineProperty(HTMLVideoElement.prototype, "srcObject", { value: null, writable: true, configurable: true });
  HTMLVideoElement.prototype.play = async () => undefined;
  HTMLVideoElement.prototype.load = () => undefined;
  streams = new Map();
  resized = vi.fn<(user: number, size: number) => void>();
  views = new Views({ of: (user, index) => streams.get(`${user}/${index}`) ?? null }, resized);
});

const element = (id: string) => document.getElementById(id) as HTMLVideoElement;

/** AnyChat 5.3.3: a video is shown in a container of the page's choice; pages test synchronously that something is in it. */
test("the view is there when the call returns: first child, full size, silent, and the rest is untouched", () => {
  expect(views.place(7, document.getElementById("a"), "v")).toBe(0);
  const view = document.getElementById("a")!.firstChild as HTMLVideoElement;
  expect(view.id).toBe("v");
  expect([view.style.width, view.style.height]).toEqual(["100%", "100%"]);
  expect(view.hasAttribute("autoplay") && view.hasAttribute("playsinline")).toBe(true);
  expect(view.muted).toBe(true);
  expect(document.getElementById("a")!.lastElementChild!.textContent).toBe("page");
});

test.each([["an id", () => "a"], ["an element", () => document.getElementById("a")], ["something list-like", () => [document.getElementById("a")]]])("the container may be %s", (_what, container) => {
  expect(views.place(7, container(), "v")).toBe(0);
  expect(element("v").parentElement!.id).toBe("a");
});

test.each([[null], [undefined], ["nowhere"], [5], [{}]])("container %o is refused without throwing", (container) => {
  expect(views.place(7, container, "v")).toBe(20);
});

test("a stream that comes later is shown, one that went leaves the placeholder", () => {
  views.setPlaceholder("./bk.jpg");
  views.place(7, "a", "v");
  expect(element("v").srcObject).toBeNull();
  streams.set("7/0", stream());
  views.refresh();
  expect(element("v").srcObject).toBe(streams.get("7/0"));
  streams.clear();
  views.refresh();
  expect(element("v").srcObject).toBeNull();
  expect(element("v").getAttribute("poster")).toBe("./bk.jpg");
});

test("no picture is fetched when none was set", () => {
  views.place(0, "a", "v");
  expect(element("v").hasAttribute("poster")).toBe(false);
});

test("the same id for another user binds the same element anew", () => {
  streams.set("7/0", stream()).set("8/0", stream());
  views.place(7, "a", "v");
  const first = element("v");
  views.place(8, "a", "v");
  expect(element("v")).toBe(first);
  expect(first.srcObject).toBe(streams.get("8/0"));
  views.place(0, "a", "v");
  expect(first.srcObject).toBeNull();
});

test("an element that the page threw away is made again and shows the running stream", () => {
  streams.set("7/0", stream());
  views.place(7, "a", "v");
  document.getElementById("a")!.innerHTML = "";
  views.place(7, "b", "v");
  expect(element("v").parentElement!.id).toBe("b");
  expect(element("v").srcObject).toBe(streams.get("7/0"));
});

test("elements left over from before a release are used again", () => {
  streams.set("7/0", stream());
  views.place(7, "a", "v");
  const left = element("v");
  views.clear();
  expect(left.srcObject).toBeNull();
  views.place(7, "a", "v");
  expect(element("v")).toBe(left);
  expect(document.querySelectorAll("video")).toHaveLength(1);
  expect(left.srcObject).toBe(streams.get("7/0"));
});

test("cameras of one user are told apart by their index", () => {
  streams.set("7/0", stream()).set("7/1", stream());
  views.place(7, "a", "v0", 0);
  views.place(7, "b", "v1", 1);
  expect([element("v0").srcObject, element("v1").srcObject]).toEqual([streams.get("7/0"), streams.get("7/1")]);
});

test("a picture's new size is told once: width low, height high", () => {
  views.place(7, "a", "v");
  Object.defineProperties(element("v"), { videoWidth: { value: 640 }, videoHeight: { value: 480 } });
  element("v").dispatchEvent(new Event("resize"));
  element("v").dispatchEvent(new Event("resize"));
  expect(resized).toHaveBeenCalledExactlyOnceWith(7, (480 << 16) | 640);
  expect(views.showing(7, 0)).toBe(element("v"));
});

test("how pictures fill their view can be chosen", () => {
  views.place(7, "a", "v");
  views.setFit("fill");
  expect(element("v").style.objectFit).toBe("fill");
});
