import { expect, test } from "vitest";
import { noticed } from "../../../../frontend/src/pages/customer/incoming";

test("whoever is called reads what of them will be seen and heard", () => {
  const said = (camera: boolean, microphone: boolean): string => noticed({ camera, microphone });
  expect([said(true, true), said(true, false), said(false, true), said(false, false)]).toEqual(["incoming.seesYou", "incoming.seesOnly", "incoming.hearsYou", "incoming.neither"]);
});
