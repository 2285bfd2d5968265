/** Video views: elements that pages place for (user, stream), bound to streams in whatever order both arrive. */

import { ERR, text } from "./values";

interface View { id: string; user: number; index: number; element: HTMLVideoElement; size: number }

/** Where pictures come from. `user` 0 = our own cameras. */
export interface Pictures { of(user: number, index: number): MediaStream | null }

export class Views {
  private readonly views = new Map<string, View>();
  private placeholder = "";
  private fit = "contain";

  /** `resized` hears a remote picture's new size, height << 16 | width. */
  constructor(private readonly pictures: Pictures, private readonly resized: (user: number, size: number) => void) {}

  /** Puts a view into the container and ties it to (user, index); user 0 = the placeholder only, -1 = ourselves. */
  place(user: number, container: unknown, id: unknown, index = 0): number {
    const parent = elementOf(container);
    if (!parent) return ERR.FUNCNOTALLOW;
    const name = text(id) || `anychat_view_${user}_${index}`;
    const view = this.views.get(name) ?? { id: name, user, index, element: this.create(name), size: 0 };
    Object.assign(view, { user, index });
    this.views.set(name, view);
    this.adopt(view, parent);
    this.bind(view);
    return ERR.SUCCESS;
  }

  /** Binds every view anew: streams or accounts changed. */
  refresh(): void {
    for (const view of this.views.values()) this.bind(view);
  }

  /** The picture shown where there is no video; "" = none. Relative to the page. */
  setPlaceholder(url: string): void {
    this.placeholder = url;
    for (const { element } of this.views.values()) this.dress(element);
  }

  /** How pictures fill their view (a CSS object-fit value). */
  setFit(fit: string): void {
    this.fit = fit;
    for (const { element } of this.views.values()) element.style.objectFit = fit;
  }

  /** The stream numbers for which a person has views. */
  indexesOf(user: number): number[] {
    return [...this.views.values()].filter((view) => view.user === user).map(({ index }) => index);
  }

  /** An element that shows (user, index) now, or undefined. */
  showing(user: number, index: number): HTMLVideoElement | undefined {
    return [...this.views.values()].find((view) => view.user === user && view.index === index && view.element.videoWidth > 0)?.element;
  }

  /** Takes the streams out of every view; the elements belong to the page and stay. */
  clear(): void {
    for (const { element } of this.views.values()) show(element, null);
    this.views.clear();
  }

  private adopt(view: View, parent: Element): void {
    const there = parent.ownerDocument.getElementById(view.id);
    if (there && there !== view.element && there instanceof HTMLVideoElement) this.take(view, there);
    if (view.element.parentNode !== parent) parent.insertBefore(view.element, parent.firstChild);
  }

  /** The page (or an earlier life of this SDK) has an element of that id: that one is used. */
  private take(view: View, element: HTMLVideoElement): void {
    show(view.element, null);
    view.element.remove();
    view.element = this.equip(element, view.id);
  }

  private create(id: string): HTMLVideoElement {
    return this.equip(document.createElement("video"), id);
  }

  private equip(element: HTMLVideoElement, id: string): HTMLVideoElement {
    element.id = id;
    element.autoplay = true;
    element.muted = true; // sound plays elsewhere; a muted picture starts without a user's gesture
    element.setAttribute("autoplay", "");
    element.setAttribute("playsinline", "");
    element.setAttribute("muted", "");
    Object.assign(element.style, { width: "100%", height: "100%", objectFit: this.fit });
    element.onresize = () => this.measure(id);
    this.dress(element);
    return element;
  }

  private dress(element: HTMLVideoElement): void {
    if (this.placeholder) element.setAttribute("poster", this.placeholder);
    else element.removeAttribute("poster");
  }

  private bind(view: View): void {
    show(view.element, view.user === 0 ? null : this.pictures.of(view.user, view.index));
  }

  private measure(id: string): void {
    const view = this.views.get(id);
    if (!view?.element.videoWidth) return;
    const size = (view.element.videoHeight << 16) | view.element.videoWidth;
    if (size === view.size) return;
    view.size = size;
    if (view.user > 0) this.resized(view.user, size);
  }
}

/** Plays a stream in an element, or empties it so that its poster shows. */
function show(element: HTMLVideoElement, stream: MediaStream | null): void {
  if (element.srcObject !== stream) {
    element.srcObject = stream;
    if (!stream) element.load();
  }
  if (stream) void Promise.resolve(element.play()).catch(() => undefined); // also after the element was moved
}

/** The element a page means: itself, its id, or something list-like around it. */
function elementOf(container: unknown): Element | null {
  if (container instanceof Element) return container;
  if (typeof container === "string") return document.getElementById(container);
  const first = (container as { 0?: unknown } | null | undefined)?.[0];
  return first instanceof Element ? first : null;
}
