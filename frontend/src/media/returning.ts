/** Elements that pages take out of their document and put in again: the browser halts them, and they go on by themselves. */

const LOOK_MS = 300;

/** Plays the element again when it is back, if that is still wanted; `signal` ends the watch. */
export function goOnWhenBack(video: HTMLVideoElement, isWanted: () => boolean, signal?: AbortSignal): void {
  let looking: ReturnType<typeof setInterval> | undefined;
  const look = (): void => {
    if (isWanted() && !video.isConnected) return;
    clearInterval(looking);
    looking = undefined;
    if (isWanted() && video.paused) void video.play().catch(() => undefined);
  };
  const halted = (): void => {
    if (!video.isConnected && isWanted()) looking ??= setInterval(look, LOOK_MS);
  };
  video.addEventListener("pause", halted, signal ? { signal } : undefined);
}
