import { expect, test } from "vitest";

import { followDevices } from "../../../../frontend/src/dialects/crvideo/devices";
import { Emitter } from "../../../../frontend/src/lib/emitter";
import type { Session, SessionEvents } from "../../../../frontend/src/session";

test("a device that ends or comes back by itself is told to the server, and to the page with the number of a refused one", () => {
  const events = new Emitter<SessionEvents>();
  const said: unknown[] = [];
  const played: unknown[] = [];
  const session = { events, tell: (fn: string, args: unknown[]) => void said.push([fn, ...args]) } as unknown as Session;
  followDevices(session, (...args) => void played.push(args), () => void said.push("stop sharing"));
  events.emit("deviceLost", "video", 1);
  events.emit("deviceReturned", "video", 1);
  events.emit("deviceLost", "audio", 0);
  events.emit("deviceLost", "screen", 0);
  expect(said).toEqual([["sb.publish", "video", 1, 0], ["sb.publish", "video", 1, 1], ["sb.publish", "audio", 0, 0], "stop sharing"]);
  expect(played).toEqual([["CRVideo_OpenVideoFailed", 702, "the device was lost", 2], ["CRVideo_OpenMicFailed", 808, "the device was lost"]]);
});
