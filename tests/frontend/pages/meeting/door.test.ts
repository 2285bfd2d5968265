import { expect, test } from "vitest";
import { fromAddress } from "../../../../frontend/src/pages/meeting/app";
import { faults } from "../../../../frontend/src/pages/meeting/door";

test("a sound wish has no faults", () => {
  expect(faults("Li", "7")).toEqual({});
  expect(faults("Li", " 2147483647 ")).toEqual({});
  expect(faults("Li", "１２３")).toEqual({}); // as Chinese input methods write digits
});

test("each fault has its own sentence", () => {
  expect(faults(" ", "7")).toEqual({ name: "name.missing" });
  expect(faults("Li", "")).toEqual({ room: "door.roomMissing" });
  expect(faults("Li", "7a")).toEqual({ room: "door.roomDigits" });
  expect(faults("Li", "-7")).toEqual({ room: "door.roomDigits" });
  expect(faults("Li", "0")).toEqual({ room: "door.roomRange" });
  expect(faults("Li", "2147483648")).toEqual({ room: "door.roomRange" });
});

test("a link names room and guest; nonsense in it is left out", () => {
  expect(fromAddress("?room=7&name=%20Li%20Na")).toEqual({ name: "Li Na", room: 7, password: "" });
  expect(fromAddress("?room=seven")).toEqual({ name: "", room: 0, password: "" });
  expect(fromAddress("?room=-1&name=" + "x".repeat(99)).name).toHaveLength(40);
  expect(fromAddress("")).toEqual({ name: "", room: 0, password: "" });
});
