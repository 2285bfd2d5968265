import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Recorder } from "../../../../frontend/src/pages/agent/recorder";

const CUSTOMER = 1007;
const SNAPSHOT = 1024, SERVER = 4;
const NO_CAMERA = 20, LEFT = 401;

beforeEach(() => void (document.body.innerHTML = `<div id="toasts"></div>`));
afterEach(() => {
  vi.unstubAllGlobals();
  document.body.innerHTML = "";
});

function snap(answers: readonly number[] = []) {
  const left = [...answers];
  const asked = vi.fn((..._args: unknown[]) => left.shift() ?? 0);
  vi.stubGlobal("BRAC_SnapShot", asked);
  return asked;
}

test("a picture is the server's, of the stream in its full size", () => {
  const asked = snap();
  new Recorder(() => undefined).snapshotButton(CUSTOMER).element.click();
  expect(asked.mock.calls).toEqual([[CUSTOMER, SNAPSHOT | SERVER, 0]]);
});

test("where the server has no picture, the one that is shown here is taken, once", () => {
  const asked = snap();
  const recorder = new Recorder(() => undefined);
  recorder.failed(CUSTOMER, NO_CAMERA, SNAPSHOT | SERVER);
  expect(asked.mock.calls).toEqual([[CUSTOMER, SNAPSHOT, 0]]);
  recorder.failed(CUSTOMER, NO_CAMERA, SNAPSHOT);
  recorder.failed(CUSTOMER, 0, SNAPSHOT | SERVER); // the event comes when all went well, too
  expect(asked).toHaveBeenCalledTimes(1);
});

test("the agent is told when there is no picture at all", () => {
  snap([LEFT]);
  new Recorder(() => undefined).snapshotButton(CUSTOMER).element.click();
  expect(document.querySelectorAll("#toasts .toast--bad")).toHaveLength(1);
});
