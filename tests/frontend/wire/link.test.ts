import { beforeEach, expect, test, vi } from "vitest";

import { Deliveries } from "../../../frontend/src/wire/deliveries";
import { Link } from "../../../frontend/src/wire/link";
import { backoff, NEVER, type ReconnectPolicy } from "../../../frontend/src/wire/reconnect";
import { FakeSocket, makeSocket, settle } from "../fakes";

let heard: unknown[][];

beforeEach(() => void (heard = []));

function link(policy: ReconnectPolicy = NEVER): Link {
  const made = new Link(policy, new Deliveries(), { makeSocket });
  for (const name of ["opened", "renewed", "gone", "unreachable", "lost"] as const) made.events.on(name, (...args: unknown[]) => void heard.push([name, ...args]));
  return made;
}

const names = () => heard.map(([name]) => name);

test("without a policy a lost link stays lost", async () => {
  const made = link();
  made.connect("ws://h/");
  FakeSocket.last.greet();
  await settle();
  FakeSocket.last.drop();
  await settle();
  expect(names()).toEqual(["opened", "gone", "lost"]);
  expect(made.state).toBe("idle");
});

test("an address that never answered is not tried again, whatever the policy", async () => {
  const made = link(backoff({ firstMs: 1 }));
  made.connect("ws://h/");
  const first = FakeSocket.last;
  first.drop();
  await settle();
  expect(names()).toEqual(["gone", "unreachable"]);
  expect(FakeSocket.last).toBe(first);
});

test("attempts go on until the policy gives up, and only then it is unreachable", async () => {
  const made = link(backoff({ firstMs: 1, maxMs: 1, attempts: 2 }));
  made.connect("ws://h/");
  FakeSocket.last.greet();
  await settle();
  for (let round = 0; round < 3; round++) {
    const before = FakeSocket.last;
    before.drop();
    await settle();
    if (round < 2) await vi.waitFor(() => expect(FakeSocket.last).not.toBe(before));
  }
  expect(names()).toEqual(["opened", "gone", "lost", "gone", "gone", "unreachable"]);
});

test("whoever was replaced does not come back by itself", async () => {
  const made = link(backoff({ firstMs: 1 }));
  made.connect("ws://h/");
  FakeSocket.last.greet();
  FakeSocket.last.say({ op: "bye", reason: "replaced" });
  FakeSocket.last.drop(1001);
  await settle();
  expect(heard.at(-1)).toEqual(["lost", "replaced"]);
  expect(made.state).toBe("idle");
});

test("a second greeting renews the session on the same link", async () => {
  const made = link();
  made.connect("ws://h/");
  FakeSocket.last.greet();
  FakeSocket.last.greet();
  await settle();
  expect(names()).toEqual(["opened", "renewed"]);
});

test("dropping it ends the waiting too", async () => {
  const made = link(backoff({ firstMs: 400, random: () => 1 }));
  made.connect("ws://h/");
  FakeSocket.last.greet();
  await settle();
  const first = FakeSocket.last;
  first.drop();
  await settle();
  expect(made.state).toBe("waiting");
  made.drop();
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(FakeSocket.last).toBe(first);
  made.close();
  expect(made.state).toBe("closed");
});

test("back from sleep: a link that waits for its next attempt is opened at once", async () => {
  const made = link(backoff({ firstMs: 600_000, maxMs: 600_000 }));
  made.connect("ws://h/");
  FakeSocket.last.greet();
  await settle();
  const first = FakeSocket.last;
  first.drop();
  await settle();
  expect([made.state, FakeSocket.last]).toEqual(["waiting", first]);
  made.hurry();
  expect([made.state, FakeSocket.last === first]).toEqual(["connecting", false]);
  made.close();
});
