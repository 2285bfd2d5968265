/** Who is in the room, with microphone and camera. */

import { fill, h, icon } from "../lib/dom";
import { t } from "../lib/i18n";
import { avatar } from "../lib/person";
import { CameraState, sdk } from "../lib/sdk";

/** The list; `draw` brings it up to date. */
export class PeopleList {
  readonly element = h("ul", { class: "list side__body", tabindex: 0, "aria-label": t("people.title") });

  draw(me: number, myName: string, others: readonly number[]): void {
    const rows = [me, ...others].map((user) => {
      const name = user === me ? t("tile.me", { name: myName }) : sdk.nameOf(user);
      const hears = sdk.isMicrophoneOpen(user);
      const sees = sdk.cameraState(user) === CameraState.open;
      return h(
        "li",
        { "data-user": user },
        avatar(user === me ? myName : name),
        h("span", { class: "grow ellipsis" }, name),
        mark(hears ? "mic" : "mic-off", hears ? t("people.micOn") : t("people.micOff")),
        mark(sees ? "camera" : "camera-off", sees ? t("people.cameraOn") : t("people.cameraOff")),
      );
    });
    fill(this.element, ...rows);
  }
}

function mark(picture: string, words: string): HTMLElement {
  return h("span", { class: "soft", title: words }, icon(picture, "s"), h("span", { class: "visually-hidden" }, words));
}
