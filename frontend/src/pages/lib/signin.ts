/** Connects and signs in, and brings a lost link back with a banner that says so. */

import { onReturn } from "../../lib/awake";
import { pauseMs } from "../../lib/pauses";
import { byId, fill, h, icon } from "./dom";
import { Refused } from "./errors";
import { t } from "./i18n";
import { Fault, next, on, Option, sdk } from "./sdk";

const CONNECT_TIMEOUT = 100;
const MOST_RETRY_MS = 15_000;
/** The server may hold a lost session for a moment; after that many refusals somebody else is really signed in. */
const MOST_ALREADY_ONLINE = 12;

export interface Credentials {
  name: string;
  /** Empty for a visitor. */
  password: string;
}

/** Connects and signs in. Answers the own user id. Rejects with Refused. */
export async function signIn({ name, password }: Credentials): Promise<number> {
  sdk.start();
  sdk.setOption(Option.reconnect, 0); // `keepLink` does, with a banner that says so
  const port = Number(location.port) || (location.protocol === "https:" ? 443 : 80);
  const connected = next("connected");
  const loggedIn = next("loggedIn");
  loggedIn.catch(() => undefined); // reported through `connected` when the server cannot be reached
  sdk.connect(location.hostname, port);
  sdk.login(name, password);
  const [ok, connectError] = await connected.catch(() => [0, CONNECT_TIMEOUT] as const);
  if (!ok) throw new Refused(connectError || CONNECT_TIMEOUT);
  const [user, error] = await loggedIn.catch(() => [0, CONNECT_TIMEOUT] as const);
  if (error) throw new Refused(error);
  return user;
}

/** Enters a room. Rejects with Refused; being there already is fine. */
export async function enterRoom(room: number, password = ""): Promise<void> {
  const entered = next("roomEntered");
  const refused = sdk.enterRoom(room, password);
  if (refused) throw new Refused(refused);
  const [, error] = await entered.catch(() => [0, CONNECT_TIMEOUT] as const);
  if (error && error !== Fault.alreadyInRoom) throw new Refused(error);
}

/**
 * Keeps the link: when it is lost, signs in again with growing pauses and then calls `resume`; `lost` is told at once.
 * Ends when the returned function is called, or on a refusal that trying again cannot change.
 */
export function keepLink(who: Credentials, lost: () => void, resume: (user: number) => void, gaveUp: (code: number) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let tries = 0;
  const stop = on("linkLost", (_reason, error) => {
    if (error === Fault.alreadyOnline) return gaveUp(error);
    lost();
    tries = 0;
    wait();
  });
  const wait = (): void => {
    showBanner(() => void again());
    clearTimeout(timer);
    timer = setTimeout(() => void again(), pauseMs(tries++, { maxMs: MOST_RETRY_MS }));
  };
  const again = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    try {
      const user = await signIn(who);
      hideBanner();
      resume(user);
    } catch (error) {
      const code = error instanceof Refused ? error.code : CONNECT_TIMEOUT;
      if (code < Fault.wrongPassword || (code === Fault.alreadyOnline && tries <= MOST_ALREADY_ONLINE)) return wait();
      hideBanner();
      gaveUp(code);
    }
  };
  const stopWatching = onReturn(() => void (timer !== undefined && again()));
  return () => {
    stop();
    stopWatching();
    clearTimeout(timer);
    timer = undefined;
    hideBanner();
  };
}

function showBanner(retry: () => void): void {
  fill(
    byId("link-banner"),
    h(
      "div",
      { class: "link-banner" },
      h("span", { class: "spinner", "aria-hidden": "true" }),
      h("span", {}, t("link.lost")),
      h("button", { class: "button button--small", onclick: retry }, icon("next", "s"), t("link.retry")),
    ),
  );
}

function hideBanner(): void {
  fill(byId("link-banner"));
}
