/** Files in the conversation: sending and receiving, both with progress, cancel and what became of it. */

import type { Chat } from "./chat";
import { fill, h, icon } from "./dom";
import { t } from "./i18n";
import { on, sdk, TransferStatus } from "./sdk";
import { size } from "./time";
import { toast } from "./toast";

const POLL_MS = 300;
/** Says to the receiver that a file is coming, so that progress can be shown there too. */
const COMING = "switchboard.file";

interface Coming {
  type: typeof COMING;
  task: number;
  name: string;
  size: number;
}

interface Row {
  bar: HTMLElement;
  state: HTMLElement;
  stop: () => void;
}

export class Parcels {
  private readonly rows = new Map<string, Row>();
  private readonly stops: (() => void)[];

  constructor(
    private readonly chat: Chat,
    private readonly me: number,
    private readonly other: () => number,
  ) {
    this.stops = [
      on("small", (from, data) => this.announced(from, data)),
      on("file", (from, name, url, bytes, _w, _l, task) => this.arrived(from, task, name, url, bytes)),
    ];
  }

  /** Sends a file to the other one. */
  send(file: File): void {
    const task = sdk.sendFile(this.other(), file);
    if (!(task > 0)) return toast(t("file.notSent", { name: file.name }), "bad");
    this.row(this.me, task, file.name, file.size, true);
    const coming: Coming = { type: COMING, task, name: file.name, size: file.size };
    sdk.sendSmall(this.other(), JSON.stringify(coming));
  }

  close(): void {
    for (const stop of this.stops.splice(0)) stop();
    for (const { stop } of this.rows.values()) stop();
    this.rows.clear();
  }

  private announced(from: number, data: string): void {
    const coming = read(data);
    if (coming && !this.rows.has(`${from}/${coming.task}`)) this.row(from, coming.task, coming.name, coming.size, false);
  }

  private arrived(from: number, task: number, name: string, url: string, bytes: number): void {
    const row = this.rows.get(`${from}/${task}`) ?? this.row(from, task, name, bytes, false);
    row.stop();
    row.bar.style.width = "100%";
    fill(row.state, h("a", { class: "button button--small", href: url, download: name }, icon("download", "s"), t("file.save")));
  }

  private row(sender: number, task: number, name: string, bytes: number, mine: boolean): Row {
    const bar = h("i");
    const state = h("div", { class: "parcel__row small soft" });
    const box = h(
      "div",
      { class: "line__text parcel", "data-task": task },
      h("div", { class: "parcel__row" }, icon("file"), h("span", { class: "ellipsis grow", title: name }, name), h("span", { class: "small soft" }, size(bytes))),
      h("div", { class: "progress", role: "progressbar", "aria-label": name, "aria-valuemin": 0, "aria-valuemax": 100 }, bar),
      state,
    );
    this.chat.put(h("div", { class: mine ? "line line--mine" : "line" }, box));
    const timer = setInterval(() => this.poll(sender, task, row, mine), POLL_MS);
    const row: Row = { bar, state, stop: () => clearInterval(timer) };
    this.rows.set(`${sender}/${task}`, row);
    this.poll(sender, task, row, mine);
    return row;
  }

  private poll(sender: number, task: number, row: Row, mine: boolean): void {
    const percent = Math.round(sdk.transferProgress(sender, task));
    row.bar.style.width = `${percent}%`;
    row.bar.parentElement?.setAttribute("aria-valuenow", String(percent));
    switch (sdk.transferStatus(sender, task)) {
      case TransferStatus.done:
        row.stop();
        if (mine) fill(row.state, icon("check", "s"), t("file.sent"));
        break;
      case TransferStatus.cancelledBySender:
        return this.over(row, mine ? t("file.youCancelled") : t("file.otherCancelled"));
      case TransferStatus.cancelledByReceiver:
        return this.over(row, mine ? t("file.otherCancelled") : t("file.youCancelled"));
      default:
        if (!row.state.querySelector("button")) fill(row.state, h("span", { class: "grow" }), this.cancel(sender, task));
        row.state.firstElementChild?.replaceChildren(mine ? t("file.sending", { percent }) : t("file.receiving", { percent }));
    }
  }

  private cancel(sender: number, task: number): HTMLElement {
    return h("button", { class: "button button--quiet button--small", onclick: () => sdk.cancelTransfer(sender, task) }, t("cancel"));
  }

  private over(row: Row, words: string): void {
    row.stop();
    row.bar.style.width = "0";
    fill(row.state, words);
  }
}

function read(data: string): Coming | null {
  try {
    const coming = JSON.parse(data) as Partial<Coming> | null;
    const right = coming?.type === COMING && Number.isInteger(coming.task) && typeof coming.name === "string" && typeof coming.size === "number";
    return right ? (coming as Coming) : null;
  } catch {
    return null; // not ours: any page may send small data
  }
}
