/** Everything a page of this dialect sees: functions, callback holders and the vendor's two objects, over one session. */

import { followAsked } from "../../media/asked";
import { Session, type SessionOptions } from "../../session";
import { textOf } from "../../transfer/buffers";
import { Background } from "./background";
import { Cameras } from "./cameras";
import { Components } from "./component";
import { cameraRefused, followDevices, followPlugs } from "./devices";
import { followEnergy } from "./energy";
import { Facade } from "./facade";
import { Files } from "./files";
import { Hearing } from "./hearing";
import { Holders } from "./holders";
import { SDK_VERSION } from "./local";
import { Marks } from "./marks";
import { MediaShare } from "./media_share";
import { followQuality } from "./net_state";
import { PageState } from "./state";
import { Wants } from "./wants";

const NETWORK = 204; // CRVideo_LineOff: the link broke
const OPEN = { audio: "CRVideo_OpenMic", video: "CRVideo_OpenVideo" } as const;

/** The names to put on window; `options` let tests bring their own socket. */
export function surface(options: SessionOptions = {}): Record<string, unknown> {
  const session = new Session(options);
  const state = new PageState();
  const holders = new Holders();
  const play = (name: string, ...args: unknown[]): void => session.later(() => holders.play(name, args));
  const files = new Files(session, play);
  const components = new Components(session, state, new Wants(session), new Marks(session));
  const cameras = new Cameras(session, state, play, (error, index) => cameraRefused(play, error, index));
  const parts = { session, state, cameras, hearing: new Hearing(session), background: new Background(session, state), media: new MediaShare(session, state, play), play };
  const facade = new Facade(parts, components, files);

  session.events.on("callback", (name, args) => {
    if (name.startsWith("sb.")) return; // between our own pages
    if (name === "CRVideo_LineOff") state.isDismissed = true;
    if (name === "CRVideo_NotifyUserStatus" && !state.hearsStatus) return;
    receive(session, holders, name, files.worded(name, args));
  });
  session.events.on("lost", () => {
    if (!state.isDismissed) holders.play("CRVideo_LineOff", [NETWORK]);
  });
  followDevices(session, play, () => facade.functions.CRVideo_StopScreenShare?.());
  followPlugs(session, play);
  followAsked(session, (kind) => facade.functions[OPEN[kind]]!(...([session.mirror.me?.external_id] as never[])));
  followQuality(session, play);
  followEnergy(session, play, () => holders.isHeard("MicEnergyUpdate"));
  const names: Record<string, unknown> = {};
  for (const [name, holder] of holders.byName) names[`CRVideo_${name}`] = holder;
  Object.assign(names, facade.functions);
  names.CRVideo = { sdkver: SDK_VERSION, CallID: "" };
  names.__Rtc = { crlog: (text: unknown) => console.debug(text), rtc_codecs: "" };
  return names;
}

/** Plays a callback; a received buffer or file is fetched first: pages want a file's bytes, and a buffer as it was sent. */
function receive(session: Session, holders: Holders, name: string, args: unknown[]): void {
  const isBuffer = name === "CRVideo_NotifyBufferData";
  const place = isBuffer || name === "CRVideo_NotifyFileData" ? 1 : -1;
  const url = args[place];
  if (typeof url !== "string") return holders.play(name, args);
  session.fetchBytes(url).then(
    (bytes) => holders.play(name, args.map((value, index) => (index === place ? (isBuffer ? textOf(url, bytes) : null) ?? bytes : value))),
    (error: unknown) => console.error(`${name}: the data could not be fetched`, error),
  );
}
