/** Before the room: name, number, password when the room asks for one, and the device check, all on one card. */

import { DeviceCheck, type DeviceChoice } from "../lib/devicecheck";
import { h, icon } from "../lib/dom";
import { t, type Key } from "../lib/i18n";
import type { View } from "../lib/view";

export interface Wish {
  name: string;
  room: number;
  password: string;
}

const MOST_ROOM = 2 ** 31 - 1;

/** What is wrong with a wish, by field. */
export function faults(name: string, room: string): { name?: Key; room?: Key } {
  const found: { name?: Key; room?: Key } = {};
  if (!name.trim()) found.name = "name.missing";
  const number = plainDigits(room);
  if (!number) found.room = "door.roomMissing";
  else if (!/^\d+$/.test(number)) found.room = "door.roomDigits";
  else if (Number(number) < 1 || Number(number) > MOST_ROOM) found.room = "door.roomRange";
  return found;
}

/** A number as Chinese input methods may write it, in wide digits, in the digits of everybody. */
function plainDigits(typed: string): string {
  return typed.normalize("NFKC").trim();
}

/** The door; `knock` is called only with a sound wish. */
export function doorView(wish: Wish, notice: string, passwordAsked: boolean, knock: (wish: Wish, choice: DeviceChoice) => void): View {
  const check = new DeviceCheck();
  const name = field("name", t("name.label"), wish.name, { autocomplete: "name", maxlength: 40 });
  const room = field("room", t("door.room"), wish.room ? String(wish.room) : "", { inputmode: "numeric", autocomplete: "off" });
  const password = field("password", t("door.password"), "", { type: "password", autocomplete: "off" });
  password.element.hidden = !passwordAsked;
  const form = h("form", { class: "stack", novalidate: true }, name.element, room.element, password.element, h("button", { class: "button button--primary button--wide", "data-join": true }, t("door.join"), icon("next", "s")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const wrong = faults(name.input.value, room.input.value);
    name.refuse(wrong.name);
    room.refuse(wrong.room);
    if (wrong.name) return name.input.focus();
    if (wrong.room) return room.input.focus();
    knock({ name: name.input.value.trim(), room: Number(plainDigits(room.input.value)), password: password.input.value }, check.choice);
  });
  check.column.prepend(form);
  const told = notice && h("div", { class: passwordAsked ? "notice" : "notice notice--danger", role: "alert" }, icon(passwordAsked ? "info" : "warn"), h("p", {}, notice));
  const card = h("div", { class: "card card--medium stack" }, h("h1", {}, wish.room ? t("door.titleRoom", { room: wish.room }) : t("door.title")), told, check.element);
  if (passwordAsked) password.input.dataset["focus"] = "";
  return { element: h("div", { class: "lobby" }, card), close: () => check.close() };
}

function field(id: string, label: string, value: string, props: Record<string, string | number>) {
  const input = h("input", { class: "input", id, name: id, value, "aria-describedby": `${id}-error`, ...props });
  const error = h("p", { class: "field__error", id: `${id}-error`, role: "alert" });
  const refuse = (key: Key | undefined): void => {
    error.textContent = key ? t(key) : "";
    if (key) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  };
  return { element: h("div", { class: "field" }, h("label", { for: id }, label), input, error), input, refuse };
}
