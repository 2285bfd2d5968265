/** What is played while one waits: a film or music of the house, from the server's file, in a circle. */

import { fill, h, icon } from "../lib/dom";
import { t } from "../lib/i18n";
import { sdk } from "../lib/sdk";
import { Endings, type View } from "../lib/view";

const KEY = "switchboard.waitingFilm";

/** Where the film was, so that whoever comes back does not begin anew. */
interface Place { url: string; second: number }

export class WaitingFilm implements View {
  readonly element: HTMLElement;
  private readonly player = h("video", { class: "film__picture", playsinline: true, loop: true, preload: "auto", disablepictureinpicture: true });
  private readonly sound = h("button", { class: "button button--small", type: "button", "data-film-sound": true, onclick: () => void this.toggleSound() });
  private readonly toggle = h("button", { class: "button button--small button--icon", type: "button", "data-film-toggle": true, onclick: () => void this.togglePlay() });
  private readonly endings = new Endings();
  private url = "";

  constructor() {
    this.element = h("section", { class: "film", hidden: true, "aria-label": t("film.waiting") }, this.player, h("div", { class: "row film__bar" }, this.toggle, this.sound));
    for (const event of ["play", "pause", "volumechange"]) this.player.addEventListener(event, () => this.draw());
    this.player.addEventListener("error", () => this.url && this.show("", false)); // it was deleted meanwhile
    this.endings.add(sdk.media.onChange(() => this.follow()));
    this.endings.every(1000, () => this.keepPlace());
    this.follow();
  }

  /** At once: an agent has taken the call. */
  close(): void {
    this.keepPlace();
    this.endings.close();
    this.show("", false);
  }

  /** Plays what the queue says; a lost link says nothing, and the film goes on. */
  private follow(): void {
    const wanted = sdk.media.waiting();
    if (wanted && wanted.url !== this.url) this.show(wanted.url, wanted.hasPicture);
  }

  private show(url: string, hasPicture: boolean): void {
    this.url = url;
    this.element.hidden = !url;
    this.player.hidden = !hasPicture;
    if (!url) {
      this.player.pause();
      this.player.removeAttribute("src");
      this.player.load();
      return;
    }
    this.player.src = url;
    const known = place();
    if (known?.url === url) this.player.currentTime = known.second;
    void this.start();
  }

  /** With sound where the browser lets us, else silent until a tap. */
  private async start(): Promise<void> {
    this.player.muted = false;
    await this.player.play().catch(async () => {
      if (!this.url) return;
      this.player.muted = true;
      await this.player.play().catch(() => undefined); // the button is there
    });
    this.draw();
  }

  private async toggleSound(): Promise<void> {
    this.player.muted = !this.player.muted;
    if (this.player.paused) await this.player.play().catch(() => undefined);
    this.draw();
  }

  private async togglePlay(): Promise<void> {
    if (this.player.paused) await this.player.play().catch(() => undefined);
    else this.player.pause();
    this.draw();
  }

  private draw(): void {
    const { muted, paused } = this.player;
    const words = paused ? t("film.play") : t("film.pause");
    this.toggle.setAttribute("aria-label", words);
    this.toggle.title = words;
    fill(this.toggle, icon(paused ? "play" : "pause", "s"));
    this.sound.classList.toggle("button--primary", muted);
    fill(this.sound, icon(muted ? "speaker-off" : "speaker", "s"), muted ? t("film.sound") : t("film.mute"));
  }

  private keepPlace(): void {
    if (!this.url || !this.player.currentTime) return;
    try {
      sessionStorage.setItem(KEY, JSON.stringify({ url: this.url, second: this.player.currentTime } satisfies Place));
    } catch {
      // storage is off: whoever comes back begins anew
    }
  }
}

function place(): Place | null {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "null") as Place | null;
  } catch {
    return null;
  }
}
