/** What the stage shows while nobody is on it: idle, calling, called, wrapping up. */

import { h, icon } from "../lib/dom";
import { t } from "../lib/i18n";
import { avatar } from "../lib/person";
import { plain, type View } from "../lib/view";
import { clock } from "../lib/time";

const MOST_CHARACTERS = 500;

/** Nothing to do but the next customer. */
export function idleView(next: () => void): View {
  return plain(
    h(
      "div",
      { class: "idle" },
      h("img", { class: "board", src: "/static/img/cord.svg", alt: "" }),
      h("h1", {}, t("idle.title")),
      h("p", {}, t("idle.lead")),
      h("button", { class: "button button--primary", onclick: next }, icon("next"), t("desk.next")),
    ),
  );
}

/** It rings at the other side. */
export function callingView(name: string, cancel: () => void): View {
  return plain(
    h(
      "div",
      { class: "ringing" },
      avatar(name, true),
      h("h1", {}, t("calling.title", { name })),
      h("p", { role: "status" }, t("calling.lead")),
      h("button", { class: "control control--danger", "data-cancel": true, onclick: cancel }, icon("hang-up"), t("cancel")),
    ),
  );
}

/** Somebody calls the agent. */
export function incomingView(name: string, accept: () => void, decline: () => void): View {
  return plain(
    h(
      "div",
      { class: "ringing", role: "alertdialog", "aria-label": t("incoming.title", { name }) },
      avatar(name, true),
      h("h1", {}, t("incoming.title", { name })),
      h(
        "div",
        { class: "row" },
        h("button", { class: "control control--danger", "data-decline": true, onclick: decline }, icon("hang-up"), t("incoming.decline")),
        h("button", { class: "control control--on", "aria-pressed": "true", "data-accept": true, "data-focus": true, onclick: accept }, icon("phone"), t("incoming.accept")),
      ),
    ),
  );
}

/** A note, then ready or a pause. */
export function wrapUpView(name: string, lastedS: number, ready: (note: string) => void, pause: (note: string) => void): View {
  const note = h("textarea", { class: "input", maxlength: MOST_CHARACTERS, placeholder: t("wrapup.note"), "aria-label": t("wrapup.note"), "data-focus": true });
  return plain(
    h(
      "div",
      { class: "idle" },
      h("h1", {}, t("wrapup.title", { name })),
      h("p", { class: "number" }, t("wrapup.lasted", { time: clock(lastedS) })),
      h("div", { style: "width:min(420px,80vw)" }, note),
      h(
        "div",
        { class: "row" },
        h("button", { class: "button", "data-pause": true, onclick: () => pause(note.value.trim()) }, t("wrapup.pause")),
        h("button", { class: "button button--primary", "data-done": true, onclick: () => ready(note.value.trim()) }, icon("check"), t("wrapup.ready")),
      ),
    ),
  );
}
