/** Key frames at a steady distance, for applications that ask for one; without it they come when a viewer needs one. */

import { logger } from "../lib/logger";

const log = logger("key frames");

const timers = new WeakMap<RTCRtpSender, { everyMs: number; timer: ReturnType<typeof setInterval> }>();

/** Not in every browser's types: asks the encoder for a key frame (WebRTC extensions, `RTCSetParameterOptions`). */
type SetParameters = (parameters: RTCRtpSendParameters, options: { encodingOptions: { keyFrame: boolean }[] }) => Promise<void>;

/** Has a sender send a key frame every `everyMs`; 0 ends it. A browser that cannot ask its encoder goes on as it was. */
export function keepKeyFrames(sender: RTCRtpSender, everyMs: number): void {
  const running = timers.get(sender);
  if ((running?.everyMs ?? 0) === everyMs) return;
  clearInterval(running?.timer);
  timers.delete(sender);
  if (everyMs > 0) timers.set(sender, { everyMs, timer: setInterval(() => void ask(sender), everyMs) });
}

async function ask(sender: RTCRtpSender): Promise<void> {
  // Its connection is gone for good: nobody else would stop the timer.
  if (sender.transport?.state === "closed") return keepKeyFrames(sender, 0);
  const parameters = sender.getParameters();
  if (!sender.track || !parameters.encodings?.length) return;
  const encodingOptions = parameters.encodings.map(() => ({ keyFrame: true }));
  await (sender.setParameters as SetParameters).call(sender, parameters, { encodingOptions }).catch((error: unknown) => log.debug("no key frame", error));
}
