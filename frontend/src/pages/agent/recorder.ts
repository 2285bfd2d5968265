/** Recording and snapshots of the call: one recording at a time, and what became of it as a line in the conversation. */

import { ControlButton } from "../lib/controls";
import { h, icon } from "../lib/dom";
import { sentence } from "../lib/errors";
import { t } from "../lib/i18n";
import { RECORD_BOTH, RECORD_SNAPSHOT, RECORD_SNAPSHOT_ON_SERVER, sdk } from "../lib/sdk";
import { clock } from "../lib/time";
import { toast } from "../lib/toast";

export class Recorder {
  /** Told when recording begins and ends. */
  shown: (on: boolean) => void = () => undefined;
  private isRecording = false;
  private toggle: ControlButton | null = null;

  constructor(private readonly tell: (line: HTMLElement) => void) {}

  /** The button that starts and stops; `label` names the recording. */
  button(label: () => string): ControlButton {
    this.toggle = new ControlButton(
      "record",
      () => ({ icon: "record", label: this.isRecording ? t("record.stop") : t("record.start"), pressed: this.isRecording }),
      () => (this.isRecording ? this.stop() : this.start(label())),
      "off",
    );
    return this.toggle;
  }

  snapshotButton(user: number): ControlButton {
    return new ControlButton("snapshot", () => ({ icon: "snapshot", label: t("record.snapshot") }), () => {
      this.snap(user, RECORD_SNAPSHOT_ON_SERVER);
    });
  }

  /** There is no such picture or recording; instead of a picture from the server's stream there may be one of what is shown here. */
  failed(user: number, error: number, flags: number): void {
    if (error && flags === RECORD_SNAPSHOT_ON_SERVER) this.snap(user, RECORD_SNAPSHOT);
    else if (error) toast(sentence(error), "bad");
  }

  private snap(user: number, flags: number): void {
    const refused = sdk.snapshot(user, flags);
    if (refused) toast(sentence(refused), "bad");
  }

  stop(): void {
    if (!this.isRecording) return;
    sdk.record(false, RECORD_BOTH, "");
    this.set(false);
    toast(t("record.writing"));
  }

  /** A picture or a recording lies on the server. */
  written(file: string, seconds: number, flags: number): void {
    const isPicture = (flags & RECORD_SNAPSHOT) !== 0;
    const words = isPicture ? t("record.picture") : t("record.written", { time: clock(seconds) });
    this.tell(h("div", { class: "line line--note" }, h("a", { class: "button button--small", href: file, target: "_blank", rel: "noopener" }, icon(isPicture ? "snapshot" : "record", "s"), words)));
    toast(words);
  }

  private start(label: string): void {
    const refused = sdk.record(true, RECORD_BOTH, label);
    if (refused) return toast(sentence(refused), "bad");
    this.set(true);
  }

  private set(on: boolean): void {
    this.isRecording = on;
    this.toggle?.refresh();
    this.shown(on);
  }
}
