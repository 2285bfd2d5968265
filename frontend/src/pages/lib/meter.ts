/** How loud the microphone is, as a row of lights, and a hint when it stays silent. */

import { fill, h } from "./dom";
import { t } from "./i18n";

const LIGHTS = 16;
const LOUDEST = 0.25; // RMS at which all lights are on
const SILENT = 0.004; // RMS below which a microphone is taken for muted
const HINT_AFTER_MS = 6000;
const TICK_MS = 60;

export class Meter {
  readonly element: HTMLElement;
  private readonly lights: HTMLElement[] = [];
  private readonly hint = h("p", { class: "small soft", role: "status" });
  private context: AudioContext | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    const row = h("div", { class: "meter", role: "img", "aria-label": t("check.level") });
    for (let i = 0; i < LIGHTS; i++) this.lights.push(row.appendChild(h("i")));
    this.element = h("div", { class: "stack stack--s" }, row, this.hint);
  }

  /** Shows the level of this stream. */
  listen(stream: MediaStream): void {
    this.rest();
    const context = (this.context = new AudioContext());
    const analyser = context.createAnalyser();
    analyser.fftSize = 1024;
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const since = Date.now();
    let heard = false;
    this.timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const rms = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
      heard ||= rms > SILENT;
      this.show(rms / LOUDEST);
      const words = heard ? t("check.heard") : Date.now() - since > HINT_AFTER_MS ? t("check.silent") : t("check.speak");
      if (this.hint.textContent !== words) fill(this.hint, words);
    }, TICK_MS);
  }

  /** Lights out. */
  rest(): void {
    clearInterval(this.timer);
    void this.context?.close();
    this.context = null;
    fill(this.hint);
    this.show(0);
  }

  close(): void {
    this.rest();
  }

  private show(level: number): void {
    const lit = Math.round(Math.min(1, Math.sqrt(level)) * LIGHTS);
    this.lights.forEach((light, i) => light.classList.toggle("lit", i < lit));
  }
}
