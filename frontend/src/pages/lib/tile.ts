/** One person's picture with name, microphone mark and a speaking outline; initials while the camera is off, a word while the link is lost. */

import { ConnectionButton } from "./connection";
import { fill, h, icon } from "./dom";
import { t } from "./i18n";
import { avatar } from "./person";
import { CameraState, sdk } from "./sdk";

const SPEAKING_FROM = 12; // of 100: above the noise of a quiet room

export interface TileOptions {
  self?: boolean;
  name: string;
  /** Which of the person's cameras; 0 unless they share more than one. */
  index?: number;
  screen?: boolean;
  /** A further picture of one's own. */
  mine?: boolean;
  class?: string;
}

export class Tile {
  readonly element: HTMLElement;
  private readonly picture = h("div", { class: "tile__picture" });
  private readonly label = h("span", { class: "tile__name" });
  private readonly cover = h("div", { class: "tile__cover" });
  private readonly away = h("p", { class: "tile__away", role: "status" });
  private readonly connection: ConnectionButton;

  constructor(
    readonly user: number,
    private readonly options: TileOptions,
  ) {
    const classes = ["tile", options.self ? "tile--self" : "", options.screen ? "tile--screen tile--whole" : "", options.class ?? ""];
    this.connection = new ConnectionButton({ user, index: options.index ?? 0, isSelf: !!(options.self || options.mine), isScreen: !!options.screen, name: () => this.name });
    this.element = h("figure", { class: classes.join(" "), "data-user": user }, this.picture, this.cover, this.label, this.away, this.connection.element);
    this.place();
    this.refresh();
  }

  /** Ties the picture to the person; the SDK shows it whenever it arrives. */
  place(): void {
    const { index = 0, screen } = this.options;
    const id = `picture-${this.user}-${index}`;
    if (screen) sdk.showPictureAt(this.user, index, this.picture, id);
    else sdk.showPicture(this.user, this.picture, id);
  }

  /** Draws again what the SDK knows about camera, microphone and name. */
  refresh(note = t("tile.cameraOff")): void {
    const { self, screen } = this.options;
    const { name } = this;
    this.connection.element.hidden = false;
    this.element.classList.toggle("tile--dark", !screen && sdk.cameraState(this.user) !== CameraState.open && (self || !playsFilm(this.user)));
    const muted = !screen && !sdk.isMicrophoneOpen(this.user);
    const shown = self ? t("tile.me", { name }) : screen ? t("tile.screen", { name }) : name;
    fill(this.label, muted && icon("mic-off", "s"), h("span", {}, shown), muted && h("span", { class: "visually-hidden" }, t("tile.muted")));
    fill(this.cover, avatar(name, true), h("p", {}, note));
  }

  /** One's own link is lost: nothing is known of anybody, so nothing is said of camera and microphone. */
  lose(): void {
    this.element.classList.add("tile--dark");
    this.element.classList.remove("tile--speaking");
    this.connection.element.hidden = true;
    this.settle();
    fill(this.label, h("span", {}, this.options.name));
    fill(this.cover, avatar(this.options.name, true), h("p", {}, t("tile.reconnecting")));
  }

  /** Outlines the picture while the person speaks, and says how well they come across and when their link is lost. */
  listen(): number {
    this.connection.refresh();
    this.wait(!this.options.self && sdk.isAway(this.user));
    const volume = this.options.screen ? 0 : sdk.volumeOf(this.user);
    this.element.classList.toggle("tile--speaking", volume >= SPEAKING_FROM);
    return volume;
  }

  /** Takes away what lies above the page. */
  settle(): void {
    this.connection.close();
  }

  close(): void {
    this.settle();
    this.element.remove();
  }

  private get name(): string {
    return (!this.options.self && sdk.nameOf(this.user)) || this.options.name;
  }

  private wait(isAway: boolean): void {
    if (this.element.classList.contains("tile--away") === isAway) return;
    this.element.classList.toggle("tile--away", isAway);
    fill(this.away, isAway && h("span", { class: "spinner", "aria-hidden": "true" }), isAway && h("span", {}, t("tile.away", { name: this.name })));
  }
}

/** Whether a film takes the place of the person's picture. */
function playsFilm(user: number): boolean {
  const playing = sdk.media.playing();
  return playing?.account_id === user && playing.has_picture;
}
