/** Tiles of everybody in the room, as large as they fit, the speaker outlined. */

import { h } from "../lib/dom";
import { sdk } from "../lib/sdk";
import { Tile, type TileOptions } from "../lib/tile";

const NARROWEST = 1.15;
const WIDEST = 16 / 9;
const GAP_PX = 8;

export interface Fit {
  columns: number;
  width: number;
  height: number;
}

/** How many columns let `count` tiles be largest in a box of this size (pixels), and how large they are then. */
export function bestFit(count: number, width: number, height: number): Fit {
  let best: Fit = { columns: 1, width, height };
  let largest = -1;
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const tile = within((width - GAP_PX * (columns - 1)) / columns, (height - GAP_PX * (rows - 1)) / rows);
    if (tile.width * tile.height <= largest) continue;
    largest = tile.width * tile.height;
    best = { columns, ...tile };
  }
  return best;
}

/** The largest tile of a pleasant shape in a box: neither a tower nor a strip, so that no face is cut. */
function within(width: number, height: number): { width: number; height: number } {
  const shape = Math.min(WIDEST, Math.max(NARROWEST, width / Math.max(1, height)));
  const fits = Math.min(width, height * shape);
  return { width: Math.floor(fits), height: Math.floor(fits / shape) };
}

export class Grid {
  readonly element = h("div", { class: "grid" });
  private readonly tiles = new Map<string, Tile>();
  private readonly resize = new ResizeObserver(() => this.fit());

  constructor() {
    this.resize.observe(this.element);
  }

  /** Adds a tile; the key names the person and which of their pictures. */
  add(key: string, user: number, options: TileOptions): Tile {
    this.remove(key);
    const tile = new Tile(user, options);
    this.tiles.set(key, tile);
    if (options.self) this.element.append(tile.element);
    else this.element.insertBefore(tile.element, this.element.querySelector(".tile--self"));
    this.fit();
    return tile;
  }

  remove(key: string): void {
    this.tiles.get(key)?.close();
    this.tiles.delete(key);
    this.fit();
  }

  has(key: string): boolean {
    return this.tiles.has(key);
  }

  /** The keys of all tiles. */
  keys(): string[] {
    return [...this.tiles.keys()];
  }

  refresh(): void {
    for (const tile of this.tiles.values()) tile.refresh();
  }

  /** One's own link is lost. */
  lose(): void {
    for (const tile of this.tiles.values()) tile.lose();
  }

  /** Outlines only the loudest, so that the eye has one place to go. */
  listen(): void {
    const all = [...this.tiles.values()];
    const loudest = Math.max(...all.map((tile) => sdk.volumeOf(tile.user)), 0);
    for (const tile of all) if (tile.listen() < loudest) tile.element.classList.remove("tile--speaking");
  }

  clear(): void {
    for (const key of this.keys()) this.remove(key);
  }

  close(): void {
    this.resize.disconnect();
    this.clear();
  }

  private fit(): void {
    const { clientWidth, clientHeight } = this.element;
    const { width, height } = bestFit(this.tiles.size, clientWidth, clientHeight);
    this.element.style.setProperty("--tile-width", `${width}px`);
    this.element.style.setProperty("--tile-height", `${height}px`);
  }
}
