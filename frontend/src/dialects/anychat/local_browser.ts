/** What only the browser can do: the link itself, devices, options, views. */

import { ANYCHAT_CONSTANTS as C, type AnyChatFunctions } from "../../generated/anychat";
import type { DeviceKind } from "../../media/devices";
import type { Client } from "./client";
import { BUILD_TIME, MAIN_VERSION, SUB_VERSION } from "./options";
import { changeMicrophone, soundAndNetwork } from "./option_effects";
import { ERR, int, text } from "./values";

type Names =
  | "BRAC_InitSDK" | "BRAC_Release" | "BRAC_SetServerAuthPass" | "BRAC_Connect" | "BRAC_SetVideoPos" | "BRAC_SetVideoPosEx"
  | "BRAC_GetVersion" | "BRAC_EnumDevices" | "BRAC_SelectVideoCapture" | "BRAC_GetCurrentDevice" | "BRAC_AudioGetVolume"
  | "BRAC_AudioSetVolume" | "BRAC_GetSDKOptionInt" | "BRAC_GetSDKOptionString" | "BRAC_GetSDKOptionStringEx"
  | "BRAC_SetSDKOption" | "BRAC_SetSDKOptionInt" | "BRAC_SetSDKOptionString" | "BRAC_SetUserStreamInfo" | "BRAC_ShowLVProperty"
  | "BRAC_MultiCastControl";

const DEVICE_KINDS: Readonly<Record<number, DeviceKind>> = {
  [C.BRAC_DEVICE_VIDEOCAPTURE]: "camera",
  [C.BRAC_DEVICE_AUDIOCAPTURE]: "microphone",
  [C.BRAC_DEVICE_AUDIOPLAYBACK]: "speaker",
};

/** Option 86 as CSS: automatic, overlap, shrink, stretch, dynamic. */
const FITS = ["contain", "cover", "contain", "fill", "contain"];

export function browserFunctions(client: Client): Pick<AnyChatFunctions, Names> {
  const { session, options } = client;
  const set = (option: unknown, value: unknown) => setOption(client, int(option), value);
  return {
    BRAC_InitSDK: (_level) => {
      client.initialised = true;
      void session.devices.watch();
      return ERR.SUCCESS;
    },
    BRAC_Release: () => client.release(),
    BRAC_SetServerAuthPass: (password) => ((client.serverPassword = text(password)), ERR.SUCCESS),
    BRAC_Connect: (host, port) => (client.connect(text(host), int(port)), ERR.SUCCESS),
    BRAC_SetVideoPos: (user, parent, id) => place(client, int(user), parent, id, 0),
    BRAC_SetVideoPosEx: (user, parent, id, index) => place(client, int(user), parent, id, int(index)),
    BRAC_GetVersion: (type) => version(int(type)),
    BRAC_EnumDevices: (type) => session.devices.list(kindOf(type) ?? "camera").map(({ name }) => name).filter(() => kindOf(type) !== undefined),
    BRAC_SelectVideoCapture: (type, name) => select(client, kindOf(type), text(name)),
    BRAC_GetCurrentDevice: (type) => session.devices.current(kindOf(type) ?? "camera")?.name ?? "",
    BRAC_AudioGetVolume: (device) => Math.round(100 * (int(device) === C.BRAC_AD_WAVEOUT ? session.player.currentVolume : session.microphone.volume)),
    BRAC_AudioSetVolume: (device, volume) => {
      const level = Math.min(100, Math.max(0, int(volume)));
      if (int(device) === C.BRAC_AD_WAVEOUT) session.player.setVolume(level / 100);
      else session.microphone.setVolume(level / 100);
      client.raise("OnAnyChatVolumeChange", int(device), level);
      return ERR.SUCCESS;
    },
    BRAC_GetSDKOptionInt: (option) => options.effectiveInt(int(option)),
    BRAC_GetSDKOptionString: (option) => options.effectiveString(int(option)),
    BRAC_GetSDKOptionStringEx: (option, value) => stringEx(client, int(option), text(value)),
    BRAC_SetSDKOption: set,
    BRAC_SetSDKOptionInt: set,
    BRAC_SetSDKOptionString: set,
    BRAC_SetUserStreamInfo: (user, index, info, value) => setStreamInfo(client, int(user), int(index), int(info), value),
    BRAC_ShowLVProperty: (_caption) => ERR.SUCCESS, // no counterpart in a browser
    BRAC_MultiCastControl: (_address, _port, _nic, _ttl, _flags) => ERR.FUNCNOTALLOW, // no multicast from a browser
  };
}

function kindOf(type: unknown): DeviceKind | undefined {
  return DEVICE_KINDS[int(type)];
}

function place(client: Client, user: number, parent: unknown, id: unknown, index: number): number {
  const code = client.views.place(user, parent, id, index);
  client.requests.follow(user, client.views.indexesOf(user));
  return code;
}

/** 0 and 22 the client's version, 1 the SDK's, 2 and 23 the API level, 24 the build's day. */
function version(type: number): string {
  if (type === C.BRAC_SO_CORESDK_BUILDTIME) return BUILD_TIME;
  if (type === C.BRAC_SO_CORESDK_SUBVERSION || type === 2) return String(SUB_VERSION);
  return `${MAIN_VERSION}.${SUB_VERSION}`;
}

function select(client: Client, kind: DeviceKind | undefined, name: string): number {
  if (!kind || !client.session.devices.select(kind, name)) return ERR.FUNCNOTALLOW;
  if (kind === "camera") client.options.set(C.BRAC_SO_LOCALVIDEO_DEVICENAME, "");
  if (kind === "camera") client.cameras.apply(0); // further cameras stay what they are
  if (kind === "microphone") changeMicrophone(client);
  return ERR.SUCCESS;
}

function setOption(client: Client, option: number, value: unknown): number {
  client.options.set(option, value);
  client.cameras.changed(option, value);
  switch (option) {
    case C.BRAC_SO_VIDEOBKIMAGE:
      client.views.setPlaceholder(text(value));
      break;
    case C.BRAC_SO_CORESDK_SCREENCAMERACTRL:
      client.session.devices.offerScreen(int(value) !== 0);
      break;
    case C.BRAC_SO_VIDEOSHOW_CLIPMODE:
      client.views.setFit(FITS[int(value)] ?? "contain");
      break;
    case C.BRAC_SO_NETWORK_P2PPOLITIC:
      client.p2p.tellPolicy();
      break;
    case C.BRAC_SO_NETWORK_P2PCONNECT:
      client.p2p.ask(int(value), "connect");
      break;
    case C.BRAC_SO_NETWORK_P2PBREAK:
      client.p2p.ask(int(value), "break");
      break;
    case C.BRAC_SO_OBJECT_INITFLAGS:
      client.tellRole();
      break;
    default:
      soundAndNetwork(client, option);
  }
  return ERR.SUCCESS;
}

/** A camera's own parameters, which go before the options of the same numbers. */
function setStreamInfo(client: Client, user: number, index: number, info: number, value: unknown): number {
  if (!client.isSelf(user)) return ERR.FUNCNOTALLOW;
  client.options.video.set(index, info, value);
  client.cameras.changed(info, value, index);
  return ERR.SUCCESS;
}

function stringEx(client: Client, option: number, value: string): string {
  if (option === C.BRAC_SO_GETTASKPATHNAME) return client.tasks.urlOf(int(value));
  if (option === C.BRAC_SO_LOCALPATH2URL) return value.startsWith("/files/") ? client.session.serverUrl(value) : value;
  return client.options.effectiveString(option);
}
