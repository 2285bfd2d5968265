import { expect, test, vi } from "vitest";

import { Deliveries } from "../../../frontend/src/wire/deliveries";
import { settle } from "../fakes";

test("nothing is delivered inside the call that added it, and the order is kept", async () => {
  const deliveries = new Deliveries();
  const heard: number[] = [];
  deliveries.add(() => heard.push(1));
  deliveries.add(() => heard.push(2));
  expect(heard).toEqual([]);
  await settle();
  expect(heard).toEqual([1, 2]);
  deliveries.close();
});

test("what a delivery adds comes after what was waiting", async () => {
  const deliveries = new Deliveries();
  const heard: string[] = [];
  deliveries.add(() => (heard.push("a"), deliveries.add(() => heard.push("late"))));
  deliveries.add(() => heard.push("b"));
  await settle();
  expect(heard).toEqual(["a", "b", "late"]);
  deliveries.close();
});

test("one that throws is reported and stops nothing", async () => {
  const error = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const deliveries = new Deliveries();
  const heard = vi.fn();
  deliveries.add(() => {
    throw new Error("mine");
  });
  deliveries.add(heard);
  await settle();
  expect(heard).toHaveBeenCalledOnce();
  expect(error).toHaveBeenCalledOnce();
  deliveries.close();
});

test("a closed queue delivers nothing more", async () => {
  const deliveries = new Deliveries();
  const heard = vi.fn();
  deliveries.add(heard);
  deliveries.close();
  deliveries.add(heard);
  await settle();
  expect(heard).not.toHaveBeenCalled();
});
