/** Questions that must be answered before something is lost, and the guard against closing the page in a call. */

import { h } from "./dom";
import { t } from "./i18n";

/** Asks in a dialog; true when the person agrees. Escape means no. */
export function ask(question: string, yes: string, no: string = t("no")): Promise<boolean> {
  return new Promise((resolve) => {
    const dialog = h(
      "dialog",
      { class: "stack" },
      h("p", {}, question),
      h(
        "div",
        { class: "row" },
        h("button", { class: "button", onclick: () => dialog.close("no") }, no),
        h("button", { class: "button button--danger", onclick: () => dialog.close("yes") }, yes),
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

const beforeUnload = (event: BeforeUnloadEvent): void => event.preventDefault();

/** While on, a call fills the page, and the browser asks before it is left. */
export function guardLeaving(on: boolean): void {
  document.body.classList.toggle("in-call", on);
  askBeforeLeaving(on);
}

/** While on, the browser asks before the page is left. */
export function askBeforeLeaving(on: boolean): void {
  if (on) addEventListener("beforeunload", beforeUnload);
  else removeEventListener("beforeunload", beforeUnload);
}
