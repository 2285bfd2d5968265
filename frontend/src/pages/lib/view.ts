/** A view is an element with an end; a host shows one view at a time. */

import { byId, fill } from "./dom";

export interface View {
  readonly element: HTMLElement;
  /** Stops timers and lets go of listeners and devices. */
  close(): void;
}

/** A view without anything to stop. */
export function plain(element: HTMLElement): View {
  return { element, close: () => undefined };
}

/** Shows one view at a time in an element, by default the page's main part. */
export class Host {
  private current: View | null = null;

  constructor(private readonly element: HTMLElement = byId("main")) {}

  /** Closes what was shown and shows this; the heading is focused so that it is read out. */
  show(view: View): void {
    this.current?.close();
    this.current = view;
    fill(this.element, view.element);
    const first = view.element.querySelector<HTMLElement>("[data-focus]") ?? view.element.querySelector<HTMLElement>("h1");
    if (first?.tagName === "H1") first.tabIndex = -1;
    first?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }

  close(): void {
    this.current?.close();
    this.current = null;
    fill(this.element);
  }
}

/** Several endings as one, each called once. */
export class Endings {
  private readonly all: (() => void)[] = [];

  add(...ends: (() => void)[]): void {
    this.all.push(...ends);
  }

  /** Calls `tick` now and then every `ms`. */
  every(ms: number, tick: () => void): void {
    tick();
    const timer = setInterval(tick, ms);
    this.all.push(() => clearInterval(timer));
  }

  close(): void {
    for (const end of this.all.splice(0)) end();
  }
}
