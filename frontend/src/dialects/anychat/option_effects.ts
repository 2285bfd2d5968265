/** What an option of sound, codec, network or core does in the moment it is set; those that are only read later are not here. */

import { ANYCHAT_CONSTANTS as C } from "../../generated/anychat";
import { reasonOf } from "../../lib/errors";
import { logger } from "../../lib/logger";
import type { Client } from "./client";
import { pictureCodec } from "./codecs";
import { CAPTURE_OPTIONS } from "./options_audio";

const log = logger("anychat");

type Effect = (client: Client) => void;

const EFFECTS: Readonly<Record<number, Effect>> = {
  ...Object.fromEntries(CAPTURE_OPTIONS.map((option) => [option, changeMicrophone])),
  [C.BRAC_SO_AUDIO_MICBOOST]: ({ session, options }) => session.microphone.setBoost(options.getInt(C.BRAC_SO_AUDIO_MICBOOST) === 1),
  [C.BRAC_SO_LOCALVIDEO_CODECID]: ({ session, options }) => session.plane.prefer(pictureCodec(options.getInt(C.BRAC_SO_LOCALVIDEO_CODECID))),
  [C.BRAC_SO_CORESDK_LOWDELAYCTRL]: holdStreams,
  [C.BRAC_SO_STREAM_MAXBUFFERTIME]: holdStreams,
  [C.BRAC_SO_STREAM_SMOOTHPLAYMODE]: holdStreams,
  [C.BRAC_SO_NETWORK_TRANSBUFMAXBITRATE]: ({ session, options }) => session.throttle.setLimit(options.getInt(C.BRAC_SO_NETWORK_TRANSBUFMAXBITRATE)),
  [C.BRAC_SO_NETWORK_AUTORECONNECT]: (client) => client.comeback.allow(),
};

/** Puts an option that was just stored into effect; one that needs nothing is none of our business. */
export function soundAndNetwork(client: Client, option: number): void {
  EFFECTS[option]?.(client);
}

/** An open microphone goes on speaking while it changes. */
export function changeMicrophone({ session, options }: Client): void {
  const change = session.capture.change("audio", 0, options.audio.settings());
  change.catch((error: unknown) => log.warn(`the microphone keeps its settings: ${reasonOf(error)}`));
}

function holdStreams({ session, options }: Client): void {
  session.plane.subscriber.setBuffer(options.bufferMs());
}
