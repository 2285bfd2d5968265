import { beforeEach, expect, test, vi } from "vitest";

import { Dispatcher } from "../../../../frontend/src/dialects/anychat/dispatch";
import { Handlers } from "../../../../frontend/src/dialects/anychat/handlers";
import * as sdk from "../../../../frontend/src/dialects/anychat/module";
import { ANYCHAT_CONSTANTS, ANYCHAT_FUNCTIONS } from "../../../../frontend/src/generated/anychat";
import contract from "../../../contracts/facts/anychat.json";

beforeEach(() => void (document.body.innerHTML = '<div id="box"></div>'));

test("the module exports every function and constant, and puts nothing into the page", () => {
  const names = Object.keys(ANYCHAT_FUNCTIONS).filter((name) => name.startsWith("BRAC_"));
  const exported = sdk as unknown as Record<string, unknown>;
  expect(names.filter((name) => typeof exported[name] !== "function")).toEqual([]);
  expect(Object.entries(ANYCHAT_CONSTANTS).filter(([name, value]) => exported[name] !== value)).toEqual([]);
  expect(Object.keys(window).filter((name) => /^(BRAC_|ANYCHAT_|anychat$)/.test(name))).toEqual([]);
});

test("functions of the module work without globals", () => {
  expect(sdk.BRAC_InitSDK("0")).toBe(0);
  expect(sdk.BRAC_SetVideoPos(0, "box", "view")).toBe(0);
  expect(document.getElementById("view")).not.toBeNull();
  expect(sdk.version).toMatch(/^\d+\.\d+$/);
});

test("what a function raises is heard with `on`", async () => {
  sdk.BRAC_InitSDK("0");
  const heard = vi.fn();
  const end = sdk.on("OnAnyChatVolumeChange", heard);
  sdk.BRAC_AudioSetVolume(sdk.BRAC_AD_WAVEOUT, 40);
  expect(heard).not.toHaveBeenCalled(); // never inside the call
  await vi.waitFor(() => expect(heard).toHaveBeenCalledExactlyOnceWith(1, 40));
  end();
});

test.each(contract.events.filter(({ dispatch }) => dispatch === "notify").map((event) => [event.name, event.code ?? ""] as const))("%s is heard by name, or as a numbered message", (name, code) => {
  const handlers = new Handlers();
  const dispatcher = new Dispatcher(handlers.scope);
  const specific = vi.fn();
  handlers.on(name, specific);
  dispatcher.say(name, [1, 2]);
  expect(specific).toHaveBeenCalledExactlyOnceWith(1, 2);
  const raw = vi.fn();
  handlers.on("OnAnyChatNotifyMessage", raw);
  dispatcher.say(name, [3, 4]);
  expect(raw).toHaveBeenCalledExactlyOnceWith((ANYCHAT_CONSTANTS as Record<string, number>)[code], 3, 4);
  expect(specific).toHaveBeenCalledTimes(1);
});

test.each(contract.events.filter(({ dispatch }) => dispatch === "object").map((event) => [event.name, event.code ?? ""] as const))("%s stands for its number", (name, code) => {
  const handlers = new Handlers();
  const heard = vi.fn();
  handlers.on(name, heard);
  new Dispatcher(handlers.scope).say("OnAnyChatObjectEvent", [4, 7, (ANYCHAT_CONSTANTS as Record<string, number>)[code], 0, 0, 0, 0, ""]);
  expect(heard).toHaveBeenCalledTimes(1);
});

test("several handlers hear an event; one that throws or ended does not keep it from the others", () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const handlers = new Handlers();
  const dispatcher = new Dispatcher(handlers.scope);
  const heard: string[] = [];
  handlers.on("OnAnyChatTextMessage", () => { throw new Error("mine"); });
  const end = handlers.on("OnAnyChatTextMessage", () => void heard.push("first"));
  handlers.on("OnAnyChatTextMessage", () => void heard.push("second"));
  dispatcher.say("OnAnyChatTextMessage", [1, -1, 0, "hi", 2]);
  end();
  dispatcher.say("OnAnyChatTextMessage", [1, -1, 0, "hi", 2]);
  expect(heard).toEqual(["first", "second", "second"]);
});

test("an event nobody hears any more is as if it had never been heard", () => {
  const handlers = new Handlers();
  const end = handlers.on("OnAnyChatNotifyMessage", vi.fn());
  const specific = vi.fn();
  handlers.on("OnAnyChatConnect", specific);
  end();
  new Dispatcher(handlers.scope).say("OnAnyChatConnect", [1, 0]);
  expect(specific).toHaveBeenCalledExactlyOnceWith(1, 0);
});
