import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { LeftPane } from "../../../../frontend/src/pages/agent/left";
import { EVERYTHING } from "../../../../frontend/src/pages/lib/devicecheck";
import { AgentStatus, Info, Thing } from "../../../../frontend/src/pages/lib/sdk";

const ME = 5, AREA = 1, QUEUE = 101;
let numbers: Record<number, number>;
let queues: number[];
let pane: LeftPane;

beforeEach(() => {
  document.documentElement.lang = "en";
  numbers = { [Info.agentStatus]: AgentStatus.waiting, [Info.queueLength]: 3 };
  queues = [QUEUE];
  vi.stubGlobal("BRAC_GetUserName", () => "agent1");
  vi.stubGlobal("BRAC_GetUserInfo", () => "");
  vi.stubGlobal("BRAC_ObjectGetIdList", (type: number) => (type === Thing.queue ? queues : []));
  vi.stubGlobal("BRAC_ObjectGetIntValue", (_type: number, _id: number, name: number) => numbers[name] ?? 0);
  vi.stubGlobal("BRAC_ObjectGetStringValue", () => "Loans");
  pane = new LeftPane(ME, AREA, { next: vi.fn(), status: vi.fn(), leaveArea: vi.fn(), signOut: vi.fn(), choice: { ...EVERYTHING } });
  pane.draw();
});
afterEach(() => {
  pane.close();
  vi.unstubAllGlobals();
});

const all = (selector: string): HTMLElement[] => [...pane.element.querySelectorAll<HTMLElement>(selector)];
const isOff = (selector: string): boolean[] => all(selector).map((button) => (button as HTMLButtonElement).disabled);

test("queues show how many wait in them", () => {
  expect(all(`[data-queue='${QUEUE}'] b`).map(({ textContent }) => textContent)).toEqual(["3"]);
  expect(isOff("[data-next]")).toEqual([false]);
});

test("while the link is lost what was known stays to be read, and nothing can be asked for", () => {
  numbers = {};
  queues = [];
  pane.lost();
  pane.draw();
  expect(all(`[data-queue='${QUEUE}'] b`).map(({ textContent }) => textContent)).toEqual(["3"]);
  expect([...isOff("[data-next]"), ...isOff("[data-status]")]).toEqual([true, true, true, true]);
  [numbers, queues] = [{ [Info.agentStatus]: AgentStatus.waiting, [Info.queueLength]: 1 }, [QUEUE]];
  pane.back();
  expect(all(`[data-queue='${QUEUE}'] b`).map(({ textContent }) => textContent)).toEqual(["1"]);
  expect([...isOff("[data-next]"), ...isOff("[data-status]")]).toEqual([false, false, false, false]);
});
