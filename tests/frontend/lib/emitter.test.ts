import { expect, test, vi } from "vitest";

import { Emitter } from "../../../frontend/src/lib/emitter";

type Events = { said: [text: string] };

test("listeners hear in the order in which they came, until they end", () => {
  const emitter = new Emitter<Events>();
  const heard: string[] = [];
  const end = emitter.on("said", (text) => heard.push(`1 ${text}`));
  emitter.on("said", (text) => heard.push(`2 ${text}`));
  emitter.emit("said", "a");
  end();
  emitter.emit("said", "b");
  expect(heard).toEqual(["1 a", "2 a", "2 b"]);
});

test("a listener that throws does not keep the others from hearing", () => {
  const error = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const emitter = new Emitter<Events>();
  const heard = vi.fn();
  emitter.on("said", () => {
    throw new Error("mine");
  });
  emitter.on("said", heard);
  emitter.emit("said", "a");
  expect(heard).toHaveBeenCalledWith("a");
  expect(error).toHaveBeenCalledOnce();
});

test("a closed emitter is silent", () => {
  const emitter = new Emitter<Events>();
  const heard = vi.fn();
  emitter.on("said", heard);
  emitter.close();
  emitter.emit("said", "a");
  expect(heard).not.toHaveBeenCalled();
});
