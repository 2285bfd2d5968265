import { expect, test } from "vitest";

import { ANYCHAT_CONSTANTS } from "../../../../frontend/src/generated/anychat";

/** Pages, section 1: the additional files may stand before or after the SDK and must not need it. */
test("the vendor's further files bring object constants and nothing else", async () => {
  const scope = window as unknown as Record<string, unknown>;
  scope.ANYCHAT_OBJECT_TYPE_AREA = 4; // as if the SDK had come first
  const before = new Set(Object.getOwnPropertyNames(window));
  await import("../../../../frontend/src/dialects/anychat/html5");
  expect(Object.getOwnPropertyNames(window).filter((name) => !before.has(name))).toEqual([]);
  await import("../../../../frontend/src/dialects/anychat/object_constants");
  const added = Object.getOwnPropertyNames(window).filter((name) => !before.has(name));
  expect(added).toContain("ANYCHAT_AGENT_CTRL_SERVICEREQUEST");
  expect(added.filter((name) => scope[name] !== ANYCHAT_CONSTANTS[name as keyof typeof ANYCHAT_CONSTANTS])).toEqual([]);
  expect(added.filter((name) => !name.startsWith("ANYCHAT_"))).toEqual([]);
});
