/** What a browser is asked for when a device is opened or changed. */

import { logger } from "../lib/logger";
import type { CaptureSettings } from "./capture";
import type { Kind } from "./messages";

const log = logger("capture");

/** Not yet in every browser's types (MediaStream Image Capture). */
type FocusMode = "continuous" | "manual";
interface Focusing { focusMode?: FocusMode }

/** The capture constraints of our settings. */
export function constraintsOf(kind: Kind, settings: CaptureSettings): MediaTrackConstraints {
  const { width, height, frameRate, echoCancellation = true, noiseSuppression = true, autoGainControl = true } = settings;
  if (kind === "audio") return { echoCancellation, noiseSuppression, autoGainControl, ...(settings.stereo ? { channelCount: { ideal: 2 } } : {}) };
  const wanted: MediaTrackConstraints = {};
  if (width) wanted.width = { ideal: width };
  if (height) wanted.height = { ideal: height };
  if (frameRate) wanted.frameRate = kind === "screen" ? { max: frameRate } : { ideal: frameRate };
  return wanted;
}

/** What holds for a screen: a camera's size would make its text unreadable. */
export function asScreen(kind: Kind, settings: CaptureSettings): CaptureSettings {
  return kind === "video" ? { ...settings, width: 0, height: 0 } : settings;
}

/** The size that cameras and browsers take by themselves, pixels. */
const USUAL_SIZE = { width: 640, height: 480 };

/** Changes an open track in place; what it cannot do leaves it as it is. */
export async function constrain(kind: Kind, track: MediaStreamTrack, settings: CaptureSettings): Promise<void> {
  const { width, height } = track.getCapabilities?.() ?? {};
  const isTooLarge = (settings.width ?? 0) > (width?.max ?? Infinity) || (settings.height ?? 0) > (height?.max ?? Infinity);
  const size = isTooLarge && settings.ifTooLarge === "usual" ? USUAL_SIZE : {};
  await applied(track, constraintsOf(kind, { ...settings, ...size }));
  if (kind === "video" && settings.autoFocus !== undefined) await focus(track, settings.autoFocus ? "continuous" : "manual");
}

/** Chromium refuses focus and size in one set of constraints. */
async function focus(track: MediaStreamTrack, focusMode: FocusMode): Promise<void> {
  const { focusMode: modes } = (track.getCapabilities?.() ?? {}) as { focusMode?: FocusMode[] };
  const { focusMode: now } = track.getSettings() as Focusing;
  if (now !== focusMode && modes?.includes(focusMode)) await applied(track, { advanced: [{ focusMode } as MediaTrackConstraintSet] });
}

async function applied(track: MediaStreamTrack, constraints: MediaTrackConstraints): Promise<void> {
  await track.applyConstraints(constraints).catch((error: unknown) => log.info("the device stays as it is", error));
}
