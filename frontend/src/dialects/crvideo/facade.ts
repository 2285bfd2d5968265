/** Builds every function of the table: local ones as written, the others said to the server with the cookie kept back. */

import { CRVIDEO_FUNCTIONS } from "../../generated/crvideo";
import { CallTimedOut, reasonOf } from "../../lib/errors";
import { logger } from "../../lib/logger";
import { after, before, type After, type Before } from "./before";
import type { Components } from "./component";
import type { Files } from "./files";
import { local } from "./local";
import type { Parts } from "./local_av";

const log = logger("crvideo");

type Fn = (...args: never[]) => unknown;
interface Row { where: string; params: readonly string[]; stays: readonly string[] }

/** Ids that a function returns at once: minted here, the same everywhere later. */
const MINTED: Record<string, string> = {
  CRVideo_Call: "callID", CRVideo_SendCmd: "taskID", CRVideo_SendBuffer: "taskID", CRVideo_SendFile: "taskID",
  CRVideo_CreateCloudMixer: "mixerID", CRVideo_CallMoreParty: "inviteID", CRVideo_Invite: "inviteID",
};
/** Functions whose outcome is a promise instead of a callback. */
const PROMISES = new Set(["CRVideo_SetNickName", "CRVideo_Kickout"]);
/** Functions whose outcome is a promise of {errCode} that is always kept: pages do not look at it. */
const VERDICTS = new Set(["CRVideo_UpdateCloudMixerContent", "CRVideo_DestroyCloudMixer", "CRVideo_StopSvrMixer"]);
/** Functions that open a device: its status says so until it is open, or cannot be. */
const OPENS: Record<string, string> = { CRVideo_OpenMic: "audio", CRVideo_OpenVideo: "video" };
const LOGINS = new Set(["CRVideo_Login", "CRVideo_LoginByToken"]);
/** What the page hears when the server cannot even be reached, and when it says nothing. */
const UNREACHABLE = 203, SILENT = 202;

export class Facade {
  readonly functions: Record<string, Fn> = {};
  private readonly before: Record<string, Before>;
  private readonly after: Record<string, After>;

  constructor(private readonly parts: Parts, components: Components, private readonly files: Files) {
    const { session, state, cameras, play } = parts;
    this.before = before(session, state, cameras, files, play);
    this.after = after(session, cameras);
    const own: Record<string, Fn> = local(parts, components);
    for (const [name, row] of Object.entries(CRVIDEO_FUNCTIONS) as [string, Row][]) {
      if (!name.startsWith("CRVideo_")) continue;
      this.functions[name] = row.where === "server" ? this.remote(name, row) : own[name]!;
    }
  }

  private remote(name: string, row: Row): Fn {
    const sent = row.params.filter((param) => !row.stays.includes(param));
    const minted = MINTED[name];
    return (...given: unknown[]) => {
      const cookie = row.params.length ? given[row.params.findIndex((param) => row.stays.includes(param))] : undefined;
      const values = new Map(row.params.map((param, place) => [param, given[place]]));
      const id = minted ? newId() : undefined;
      if (minted) values.set(minted, id);
      if (name === "CRVideo_OpenVideo") values.set("videoID", this.parts.state.defaultCamera);
      this.files.prepare(name, id, values, cookie);
      const args = sent.map((param) => values.get(param) ?? null);
      const outcome = this.say(name, args, cookie, id);
      if (VERDICTS.has(name)) return outcome.then((ret) => ({ errCode: Number(ret ?? UNREACHABLE) }));
      return PROMISES.has(name) ? outcome : id;
    };
  }

  /** Runs what comes before in the page, then says it. Rejects with {errCode} for functions that promise. */
  private async say(name: string, args: unknown[], cookie: unknown, id?: string): Promise<unknown> {
    const { session, state, play } = this.parts;
    const opening = OPENS[name] && `${OPENS[name]}/${String(args[0])}`;
    try {
      if (opening) state.opening.add(opening);
      if (!((await this.before[name]?.(args)) ?? true)) return undefined;
      const { ret } = await session.call(name, args, cookie);
      await this.after[name]?.(args, ret);
      if (PROMISES.has(name) && typeof ret === "number" && ret !== 0) throw { errCode: ret, errDesc: `${name} was refused` };
      if (id && ret === 0) void this.files.send(id);
      return ret;
    } catch (error) {
      if (PROMISES.has(name)) throw error;
      log.warn(`${name} failed`, reasonOf(error));
      if (error instanceof CallTimedOut && LOGINS.has(name)) session.disconnect(); // an answer comes too late now
      if (LOGINS.has(name)) play("CRVideo_LoginFail", error instanceof CallTimedOut ? SILENT : UNREACHABLE, cookie);
      return undefined;
    } finally {
      if (opening) state.opening.delete(opening);
    }
  }
}

/** An id that nobody else has. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
