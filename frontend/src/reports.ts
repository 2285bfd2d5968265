/** What the page tells the server of its machine without being asked: its devices, its own address, its quality. */

import { reasonOf } from "./lib/errors";
import { logger } from "./lib/logger";
import type { Outcome } from "./wire/channel";

const log = logger("reports");

const DEVICES = "sb.devices";
/** Where in its own network the machine is. */
const ADDRESS = "sb.address";
const QUALITY = "sb.quality";

export interface Reporter {
  /** Says it before the calls that wait for a login. */
  sayFirst(fn: string, args: readonly unknown[]): Promise<Outcome>;
  say(fn: string, args: readonly unknown[]): Promise<Outcome>;
  isOpen(): boolean;
}

export class Reports {
  private devicesTold = "";

  constructor(private readonly reporter: Reporter) {}

  /** Another server process listens: it knows nothing yet. */
  forget(): void {
    this.devicesTold = "";
  }

  address(address: string): void {
    if (address && this.reporter.isOpen()) this.sayFirst(ADDRESS, [address]);
  }

  devices(hasCamera: boolean, hasMicrophone: boolean): void {
    const report = [Number(hasCamera), Number(hasMicrophone)];
    if (!this.reporter.isOpen() || report.join() === this.devicesTold) return;
    this.devicesTold = report.join();
    this.sayFirst(DEVICES, report);
  }

  /** Resolves once the server has it. */
  quality(rows: readonly unknown[]): Promise<Outcome> {
    return this.reporter.say(QUALITY, [rows]);
  }

  private sayFirst(fn: string, args: readonly unknown[]): void {
    this.reporter.sayFirst(fn, args).catch((error: unknown) => log.info(`${fn} was not taken`, reasonOf(error)));
  }
}
