import { afterEach, expect, test, vi } from "vitest";

import { fetchBytes } from "../../../frontend/src/transfer/download";

afterEach(() => void vi.unstubAllGlobals());

test("the bytes come as they are", async () => {
  vi.stubGlobal("fetch", async () => new Response(new Uint8Array([1, 2, 255])));
  expect([...new Uint8Array(await fetchBytes("/x"))]).toEqual([1, 2, 255]);
});

test("a refusal carries its status", async () => {
  vi.stubGlobal("fetch", async () => new Response("", { status: 404 }));
  await expect(fetchBytes("/x")).rejects.toMatchObject({ status: 404 });
});
