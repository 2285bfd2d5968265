/** Tiles of everybody in the room, as large as they fit, the speaker outlined. */

import { h } from "../lib/dom";
import { sdk } from "../lib/sdk";
import { Tile, type TileOptions } from "../lib/tile";

const TILE_ASPECT = 4 / 3;

/** How many columns let `count` tiles be largest in a box of this width and height. */
export function bestColumns(count: number, width: number, height: number): number {
  let best = 1;
  let largest = 0;
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const area = Math.min(width / columns, (height / rows) * TILE_ASPECT);
    if (area > largest) [best, largest] = [columns, area];
  }
  return best;
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
    this.element.style.setProperty("--columns", String(bestColumns(this.tiles.size, clientWidth || 1, clientHeight || 1)));
  }
}
