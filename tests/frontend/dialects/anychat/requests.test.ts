import { beforeEach, expect, test } from "vitest";

import { Requests } from "../../../../frontend/src/dialects/anychat/requests";
import { page, PEER, seated } from "./page";

let wants: [number, number, boolean][];
let requests: Requests;

beforeEach(() => {
  wants = [];
  requests = new Requests((...want) => wants.push(want));
});

/** Design notes 7.5: the multi-camera page requests camera 2 or 4, and expects those for which it placed views. */
test("once any camera of a person is requested, the streams of all his views are", () => {
  requests.open(7, 2, [0, 1, 2]);
  expect(wants).toEqual([[7, 0, true], [7, 1, true]]);
});

test("a view placed after the request is followed too, each once; before a request nothing is", () => {
  requests.follow(7, [0]);
  requests.open(7, 4, []);
  requests.follow(7, [0]);
  requests.follow(7, [0]);
  expect(wants).toEqual([[7, 0, true]]);
});

test("with the last camera named the others go, and not before", () => {
  requests.open(7, 0, [0, 1]);
  requests.open(7, 2, [0, 1]);
  wants.length = 0;
  requests.close(7, 0);
  expect(wants).toEqual([]);
  requests.close(7, 2);
  expect(wants).toEqual([[7, 1, false]]);
  requests.close(7, 2);
  expect(wants).toHaveLength(1);
});

test("after leaving the room nothing is followed", () => {
  requests.open(7, 0, []);
  requests.clear();
  requests.follow(7, [1]);
  expect(wants).toEqual([]);
});

test("in a page: views first, then one request with a number that no view has", async () => {
  document.body.innerHTML = '<div id="a"></div><div id="b"></div>';
  HTMLVideoElement.prototype.load = () => undefined;
  const made = page();
  const raw = await seated(made);
  made.sdk.BRAC_SetVideoPosEx(PEER, "a", "v0", 0);
  made.sdk.BRAC_SetVideoPosEx(PEER, "b", "v1", 1);
  made.sdk.BRAC_UserCameraControlEx(PEER, 1, 2, 0, "");
  expect(raw.calls().slice(-3)).toEqual([
    ["BRAC_UserCameraControlEx", [PEER, 1, 2, 0, ""]],
    ["sb.want", [PEER, "video", 0, 1]],
    ["sb.want", [PEER, "video", 1, 1]],
  ]);
});
