import { beforeEach, expect, test } from "vitest";

import { Cameras, MAX_VIRTUAL } from "../../../../frontend/src/dialects/crvideo/cameras";
import { PageState } from "../../../../frontend/src/dialects/crvideo/state";
import { Capture } from "../../../../frontend/src/media/capture";
import { Devices } from "../../../../frontend/src/media/devices";
import { Mirror } from "../../../../frontend/src/mirror/mirror";
import type { Session } from "../../../../frontend/src/session";
import { CAMERAS, FakeTrack, installMedia, settle, type FakeMediaDevices } from "../../fakes";

let media: FakeMediaDevices;
let devices: Devices;
let capture: Capture;
let mirror: Mirror;
let state: PageState;
let cameras: Cameras;
let said: unknown[][];
let played: unknown[][];

/** A track of the page; copies of it are what is sent. */
function made(): MediaStreamTrack {
  const track = new FakeTrack("video", "page");
  return Object.assign(track, { clone: () => new FakeTrack("video", "copy") }) as unknown as MediaStreamTrack;
}

function logIn(): void {
  mirror.patch([["put", "me", "me", { account_id: 7, external_id: "ann" }]] as never);
}

async function sit(): Promise<void> {
  mirror.patch([["put", "me", "me", { account_id: 7, external_id: "ann" }], ["put", "room", "room", { id: 1 }], ["put", "seats", "7", { account_id: 7, external_id: "ann" }]] as never);
  await settle();
}

const open = (): number[] => capture.indexes("video").sort();

beforeEach(async () => {
  media = installMedia();
  devices = new Devices();
  capture = new Capture(devices);
  mirror = new Mirror();
  state = new PageState();
  [said, played] = [[], []];
  const session = {
    mirror, devices, capture,
    openCamera: (index: number, settings: object) => capture.open("video", index, settings),
    closeCamera: (index: number) => capture.shut("video", index),
    tell: (fn: string, args: unknown[]) => void said.push([fn, ...args]),
  } as unknown as Session;
  cameras = new Cameras(session, state, (...args) => void played.push(args), (error, index) => void played.push(["refused", index, String(error)]));
  await devices.watch();
});

test("the room hears the names and the default after each entry, outside of it only the page hears of changes", async () => {
  logIn();
  expect(said).toEqual([]);
  await sit();
  expect(said).toEqual([["sb.cameras", ["Front", "Back"], 0]]);
  mirror.clear();
  logIn();
  await cameras.setDefault(1);
  media.infos = CAMERAS.slice(1);
  await devices.refresh();
  expect(played).toEqual([["CRVideo_DefVideoChanged", "ann", 2], ["CRVideo_VideoDevChanged", "ann"]]);
  await sit();
  expect(said.at(-1)).toEqual(["sb.cameras", ["Back"], 1]);
});

test("another default takes the place of the open camera, one that is not there is none", async () => {
  await sit();
  await cameras.open(0);
  said.length = 0;
  await cameras.setDefault(5);
  expect([cameras.byDefault, said]).toEqual([0, []]);
  await cameras.setDefault(1);
  expect(open()).toEqual([1]);
  expect(said).toEqual([["sb.cameras", ["Front", "Back"], 1], ["sb.publish", "video", 1, 1], ["sb.publish", "video", 0, 0]]);
});

test("in multi-camera mode all are open, afterwards the default alone", async () => {
  await sit();
  cameras.setMulti(true);
  await settle();
  expect(open()).toEqual([]);
  await cameras.open(0);
  await cameras.openOthers();
  expect(open()).toEqual([0, 1]);
  cameras.setMulti(false);
  expect([open(), said.at(-1)]).toEqual([[0], ["sb.publish", "video", 1, 0]]);
});

test("a picture of the page is a camera from the highest number down, open at once, and its track stays the page's", async () => {
  await sit();
  const track = made();
  expect(cameras.add(track, "Board")).toBe(7);
  await settle();
  expect(said.slice(1)).toEqual([["sb.cameras", ["Front", "Back", "", "", "", "", "", "Board"], 0], ["sb.publish", "video", 7, 1]]);
  let closed = 0;
  expect(cameras.add(made(), "Map", () => void closed++)).toBe(6);
  await settle();
  expect([cameras.remove(6), cameras.remove(6), closed]).toEqual([true, false, 1]);
  cameras.closeAll();
  expect([open(), track.readyState]).toEqual([[], "live"]);
  await cameras.open(0);
  await cameras.openOthers();
  expect(open()).toEqual([0, 7]);
});

test("five of the page at most, and eight in all", async () => {
  const numbers = Array.from({ length: MAX_VIRTUAL + 1 }, () => cameras.add(made(), "more"));
  expect(numbers).toEqual([7, 6, 5, 4, 3, null]);
  for (const number of numbers.slice(0, MAX_VIRTUAL)) cameras.remove(number!);
  media.infos = Array.from({ length: 8 }, (_, index) => ({ kind: "videoinput", deviceId: `c${index}`, label: `Camera ${index}` }));
  await devices.refresh();
  expect(cameras.add(made(), "one too many")).toBeNull();
});

test("whoever removes the default camera gets the first one, and a track that has ended is refused", async () => {
  await sit();
  cameras.add(made(), "Board");
  await cameras.setDefault(7);
  cameras.remove(7);
  expect(cameras.byDefault).toBe(0);
  const ended = made();
  Object.assign(ended, { readyState: "ended" });
  cameras.add(ended, "Gone");
  await settle();
  expect(played).toEqual([["refused", 7, "DeviceRefused: the page's track has ended"]]);
});
