/** Makes elements: `h("button", { class: "button", onclick: go }, icon("next"), "Go")`. Text is always text, never markup. */

export type Child = Node | string | number | null | undefined | false;
type Handler = (event: Event) => void;
export type Props = Record<string, string | number | boolean | null | undefined | Handler>;

/** An element with its attributes, handlers (`onclick: fn`) and children. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) setProp(element, name, value);
  append(element, children);
  return element;
}

function setProp(element: HTMLElement, name: string, value: Props[string]): void {
  if (value === null || value === undefined || value === false) return;
  if (typeof value === "function") element.addEventListener(name.replace(/^on/, ""), value);
  else element.setAttribute(name, value === true ? "" : String(value));
}

/** Adds children; holes are skipped. */
export function append(element: Element, children: readonly Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : String(child));
  }
}

/** Puts these children in place of the old ones. */
export function fill(element: Element, ...children: Child[]): void {
  element.replaceChildren();
  append(element, children);
}

/** Puts these children in place of the old ones; the keyboard stays on the button with the same `mark`, such as `data-id`. */
export function refill(element: Element, mark: string, ...children: Child[]): void {
  const focused = element.contains(document.activeElement) ? document.activeElement?.getAttribute(mark) : null;
  fill(element, ...children);
  if (focused) element.querySelector<HTMLElement>(`[${mark}="${focused}"]`)?.focus();
}

/** A picture of the sprite in static/img/icons.svg; decoration only, the words stand beside it. */
export function icon(name: string, size: "" | "s" = ""): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", size ? `icon icon--${size}` : "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `/static/img/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

/** The element with this id, which the template promises. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the template has no #${id}`);
  return element;
}
