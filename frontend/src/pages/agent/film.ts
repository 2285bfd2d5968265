/** Playing a file of the house into the call: what there is, and a small desk with position, volume, pause and stop. */

import { ControlButton } from "../lib/controls";
import { fill, h, icon, type Child } from "../lib/dom";
import { sentence } from "../lib/errors";
import { has, t } from "../lib/i18n";
import { inMyLanguage } from "../lib/names";
import { sdk } from "../lib/sdk";
import { clock } from "../lib/time";
import { toast } from "../lib/toast";
import { Endings, type View } from "../lib/view";

const STEP_MS = 5000;

type Playing = NonNullable<ReturnType<typeof sdk.media.playing>>;
type Verb = Parameters<typeof sdk.media.steer>[0];

export class FilmDesk implements View {
  readonly element: HTMLElement;
  /** Opens and closes the panel. */
  readonly button = new ControlButton("film", () => ({ icon: "film", label: t("film.open") }), () => this.toggle(), "on");
  private readonly content = h("div", { class: "stack" });
  private readonly monitor = h("video", { class: "film__monitor", autoplay: true, playsinline: true });
  private readonly time = h("output", { class: "number small" });
  private readonly pause = h("button", { class: "button button--icon", type: "button", "data-film-pause": true, onclick: () => this.togglePause() });
  private readonly position = this.slider("film.position", "data-film-position", STEP_MS, () => this.steer("seek", Number(this.position.value)));
  private readonly volume = this.slider("film.volume", "data-film-volume", 5, () => this.steer("volume", Number(this.volume.value)));
  private readonly endings = new Endings();
  /** What the panel shows: the files, or the one that is played ("list", or its name). */
  private shown = "";
  private isMoving = false;

  constructor() {
    const close = h("button", { class: "button button--quiet button--icon", type: "button", "aria-label": t("close"), onclick: () => this.toggle() }, icon("close", "s"));
    this.element = h("section", { class: "filmdesk", hidden: true, "aria-label": t("film.title"), onkeydown: (event) => this.key(event as KeyboardEvent) }, h("div", { class: "row filmdesk__head" }, h("h2", { class: "grow" }, t("film.title")), close), this.content);
    this.monitor.muted = true; // its sound plays like that of the others
    this.position.addEventListener("input", () => (this.isMoving = true));
    this.endings.add(sdk.media.onChange(() => this.draw()), sdk.media.onEnded((_account, reason) => this.ended(reason)));
    this.endings.every(500, () => this.draw());
  }

  close(): void {
    this.endings.close();
    this.monitor.srcObject = null;
  }

  private toggle(): void {
    this.element.hidden = !this.element.hidden;
    this.button.element.setAttribute("aria-expanded", String(!this.element.hidden));
    this.shown = "";
    this.draw();
    if (this.element.hidden) this.button.element.focus();
  }

  private draw(): void {
    if (this.element.hidden) return;
    const playing = sdk.media.playing();
    const wanted = playing ? `${playing.account_id} ${playing.name}` : "list";
    if (wanted !== this.shown) {
      this.shown = wanted;
      if (playing) fill(this.content, ...this.transport(playing));
      else void this.list();
    }
    if (playing) this.refresh(playing);
  }

  // ---- nothing is played

  private async list(): Promise<void> {
    const hadFocus = this.element.contains(document.activeElement) || this.button.element === document.activeElement;
    const files = await sdk.media.library().catch(() => []);
    if (this.shown !== "list") return;
    const rows = files.map((file) =>
      h("li", {}, h("button", { class: "choice filmdesk__file", type: "button", "data-film": file.id, onclick: () => this.steer("file", file.id) }, icon(file.has_picture ? "film" : "speaker"), h("span", { class: "grow ellipsis" }, inMyLanguage(file.name)), h("span", { class: "small soft number" }, file.duration_ms ? clock(file.duration_ms / 1000) : ""))),
    );
    fill(this.content, rows.length ? h("ul", { class: "list" }, ...rows) : h("p", { class: "soft" }, t("film.empty")));
    // A film that ends by itself must not draw the keyboard out of the chat.
    if (hadFocus) this.content.querySelector("button")?.focus();
  }

  // ---- something is played

  private transport(playing: Playing): Child[] {
    const film = inMyLanguage(playing.name);
    const name = h("p", { class: "ellipsis" }, playing.isMine ? film : t("film.other", { name: sdk.nameOf(playing.account_id), film }));
    if (!playing.isMine) return [name];
    this.position.max = String(playing.duration_ms);
    this.position.disabled = !playing.duration_ms;
    const stop = h("button", { class: "button button--danger", type: "button", "data-film-stop": true, onclick: () => this.steer("stop") }, icon("stop", "s"), t("film.stop"));
    return [
      name,
      playing.has_picture && this.monitor,
      h("div", { class: "row" }, this.pause, this.position, this.time),
      h("div", { class: "row" }, icon("speaker", "s"), this.volume, stop),
      h("p", { class: "small soft filmdesk__keys" }, t("film.keys")),
    ];
  }

  private refresh(playing: Playing): void {
    const isPaused = playing.state === "paused";
    const words = isPaused ? t("film.play") : t("film.pause");
    if (this.pause.title !== words) {
      this.pause.title = words;
      this.pause.setAttribute("aria-label", words);
      fill(this.pause, icon(isPaused ? "play" : "pause", "s"));
    }
    const picture = sdk.media.picture();
    if (this.monitor.srcObject !== picture) this.monitor.srcObject = picture;
    if (this.isMoving) return;
    this.position.value = String(Math.round(playing.nowMs));
    this.volume.value = String(playing.volume);
    const now = clock(playing.nowMs / 1000);
    this.position.setAttribute("aria-valuetext", now);
    this.time.textContent = playing.state === "starting" ? t("film.starting") : playing.duration_ms ? `${now} / ${clock(playing.duration_ms / 1000)}` : now;
  }

  private togglePause(): void {
    this.steer(sdk.media.playing()?.state === "paused" ? "resume" : "pause");
  }

  private key(event: KeyboardEvent): void {
    if (event.key === "Escape") return this.toggle();
    if (event.key !== " " || event.target instanceof HTMLButtonElement || !sdk.media.playing()?.isMine) return;
    event.preventDefault();
    this.togglePause();
  }

  private slider(words: "film.position" | "film.volume", mark: string, step: number, change: () => void): HTMLInputElement {
    return h("input", { type: "range", class: "film__slider", min: 0, max: 100, step, "aria-label": t(words), [mark]: true, onchange: change });
  }

  private steer(verb: Verb, value?: number): void {
    this.isMoving = false;
    sdk.media.steer(verb, value).then((code) => void (code && toast(sentence(code), "bad")), () => undefined);
  }

  private ended(reason: string): void {
    const words = `film.over.${reason}`;
    if (has(words)) toast(t(words), "bad");
  }
}
