import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { TransferAborted, UploadFailed } from "../../../frontend/src/lib/errors";
import { upload } from "../../../frontend/src/transfer/upload";

interface Request { method: string; url: string; size: number }
let requests: Request[];
let have: number[];
let fail: (request: Request) => number;
const KIB = 1024;

beforeEach(() => {
  requests = [];
  have = [];
  fail = () => 0;
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    const request = { method: init.method!, url, size: (init.body as Blob | undefined)?.size ?? 0 };
    requests.push(request);
    const status = fail(request);
    if (status < 0) throw new TypeError("network");
    if (status) return new Response("", { status });
    return new Response(JSON.stringify({ have, chunk_size: 4 * KIB }));
  });
});
afterEach(() => void vi.unstubAllGlobals());

const pause = async () => undefined;
const puts = () => requests.filter(({ method }) => method === "PUT").map(({ url }) => url);

test("a file goes piece by piece to the numbered addresses", async () => {
  const progress: number[] = [];
  await upload("http://h/files/up/t", new Blob([new Uint8Array(10 * KIB)]), { onProgress: (sent) => progress.push(sent), pause });
  expect(requests.map(({ method, url, size }) => [method, url, size])).toEqual([
    ["GET", "http://h/files/up/t", 0],
    ["PUT", "http://h/files/up/t/0", 4 * KIB],
    ["PUT", "http://h/files/up/t/1", 4 * KIB],
    ["PUT", "http://h/files/up/t/2", 2 * KIB],
  ]);
  expect(progress).toEqual([0, 4 * KIB, 8 * KIB, 10 * KIB]);
});

test("pieces that the server has are not sent again", async () => {
  have = [0, 2];
  const progress: number[] = [];
  await upload("http://h/t", new Blob([new Uint8Array(10 * KIB)]), { onProgress: (sent) => progress.push(sent), pause });
  expect(puts()).toEqual(["http://h/t/1"]);
  expect(progress).toEqual([6 * KIB, 10 * KIB]);
});

test("a broken connection and a struggling server are tried again", async () => {
  let failures = 3;
  fail = ({ method }) => (method === "PUT" && failures-- > 0 ? [503, -1, 429][failures]! : 0);
  await upload("http://h/t", new Blob(["abc"]), { pause });
  expect(puts()).toHaveLength(4);
});

test("a refusal is final", async () => {
  fail = ({ method }) => (method === "PUT" ? 410 : 0);
  await expect(upload("http://h/t", new Blob(["abc"]), { pause })).rejects.toMatchObject({ status: 410 });
  expect(puts()).toHaveLength(1);
});

test("a server that stays away ends it at last", async () => {
  fail = () => -1;
  await expect(upload("http://h/t", new Blob(["abc"]), { pause })).rejects.toBeInstanceOf(UploadFailed);
});

test("it can be stopped between two pieces", async () => {
  const abort = new AbortController();
  const going = upload("http://h/t", new Blob([new Uint8Array(10 * KIB)]), {
    signal: abort.signal,
    onProgress: (sent) => void (sent === 4 * KIB && abort.abort()),
    pause,
  });
  await expect(going).rejects.toBeInstanceOf(TransferAborted);
  expect(puts()).toEqual(["http://h/t/0"]);
});

test("an empty file is one empty piece", async () => {
  await upload("http://h/t", new Blob([]), { pause });
  expect(puts()).toEqual(["http://h/t/0"]);
});
