import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Chat } from "../../../../frontend/src/pages/lib/chat";
import { Parcels } from "../../../../frontend/src/pages/lib/parcels";

const [ME, OTHER, TASK] = [5, 9, 77];
const handlers = globalThis as unknown as Record<string, (...args: unknown[]) => void>;
const small = vi.fn((_to: number, _data: string) => 0);
const cancel = vi.fn((_sender: number, _task: number) => 0);
let state: { percent: number; status: number };
let chat: Chat;
let parcels: Parcels;

beforeEach(() => {
  vi.useFakeTimers();
  document.documentElement.lang = "en";
  document.body.innerHTML = '<div id="toasts"></div>';
  state = { percent: 0, status: 1 };
  vi.stubGlobal("BRAC_TransFile", () => TASK);
  vi.stubGlobal("BRAC_TransBuffer", small);
  vi.stubGlobal("BRAC_CancelTransTask", cancel);
  vi.stubGlobal("BRAC_QueryTransTaskInfo", (_sender: number, _task: number, info: number) => (info === 1 ? state.percent : state.status));
  chat = new Chat({ say: () => true, sendFile: (file) => parcels.send(file) });
  parcels = new Parcels(chat, ME, () => OTHER);
});
afterEach(() => {
  parcels.close();
  small.mockClear();
  cancel.mockClear();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const text = (): string => chat.element.querySelector(".chat__lines")?.textContent ?? "";
const soon = (): void => void vi.advanceTimersByTime(400);

test("the sender sees how far it is and that it was delivered", () => {
  parcels.send(new File(["x".repeat(2000)], "form.pdf"));
  state = { percent: 40, status: 2 };
  soon();
  expect(text()).toContain("Sending, 40%");
  state = { percent: 100, status: 3 };
  soon();
  expect(text()).toContain("Delivered");
});

test("the receiver is told of the file before it is there, and saves it when it is", () => {
  parcels.send(new File(["x"], "form.pdf"));
  const [to, announced] = small.mock.calls[0] ?? [];
  expect(to).toBe(OTHER);
  parcels.close();
  parcels = new Parcels(chat, OTHER, () => ME);
  chat.clear();
  handlers["OnAnyChatTransBuffer"]?.(ME, announced, 0);
  state = { percent: 70, status: 2 };
  soon();
  expect(text()).toContain("Receiving, 70%");
  handlers["OnAnyChatTransFile"]?.(ME, "form.pdf", "/files/down/t/form.pdf", 1, 0, 0, TASK);
  expect(chat.element.querySelectorAll(".parcel")).toHaveLength(1);
  expect(chat.element.querySelector<HTMLAnchorElement>(".parcel a")?.getAttribute("href")).toBe("/files/down/t/form.pdf");
});

test("both may cancel, and each reads who did", () => {
  parcels.send(new File(["x"], "form.pdf"));
  chat.element.querySelector<HTMLButtonElement>(".parcel button")?.click();
  expect(cancel).toHaveBeenCalledWith(ME, TASK);
  state.status = 5;
  soon();
  expect(text()).toContain("The other side cancelled this");
});

test("small data of other kinds is left alone", () => {
  for (const data of ["hello", "{}", "null", '{"type":"switchboard.file","task":"7"}']) handlers["OnAnyChatTransBuffer"]?.(OTHER, data, 0);
  expect(chat.element.querySelectorAll(".parcel")).toHaveLength(0);
});

test("a file that cannot be sent is named", () => {
  vi.stubGlobal("BRAC_TransFile", () => -1);
  parcels.send(new File(["x"], "form.pdf"));
  expect(document.querySelector(".toast")?.textContent).toContain("form.pdf");
});
