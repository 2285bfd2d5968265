import { expect, test } from "vitest";

import type { AnyChatGlobal } from "../../../../frontend/src/dialects/anychat";
import { ANYCHAT_CONSTANTS, ANYCHAT_FUNCTIONS } from "../../../../frontend/src/generated/anychat";
import { installMedia } from "../../fakes";

test("the script sets the functions, the constants and anychat, and nothing else", async () => {
  installMedia();
  const before = new Set(Object.getOwnPropertyNames(window));
  await import("../../../../frontend/src/dialects/anychat");
  const added = Object.getOwnPropertyNames(window).filter((name) => !before.has(name));
  const functions = Object.keys(ANYCHAT_FUNCTIONS).filter((name) => name.startsWith("BRAC_"));
  expect(added.sort()).toEqual([...functions, ...Object.keys(ANYCHAT_CONSTANTS), "anychat"].sort());
  const { anychat } = window as unknown as { anychat: AnyChatGlobal };
  expect(anychat.version).toMatch(/^\d/);
  expect(typeof anychat.onSoundBlocked(() => undefined)).toBe("function");
  await expect(anychat.resumeSound()).resolves.toBeUndefined();
});
