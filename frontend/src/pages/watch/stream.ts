/** A play list in a video element: by the browser itself where it can, else by hls.js, which is loaded only then. */

import type Hls from "hls.js";
import type { HlsConfig } from "hls.js";

const LIST_TYPE = "application/vnd.apple.mpegurl";
const AGAIN_MS = 2000;
/** Segments have two seconds: as near to the end as the next one surely comes in time; faster until it is that near. */
const LIVE: Partial<HlsConfig> = { liveSyncDuration: 4, liveMaxLatencyDuration: 12, maxLiveSyncPlaybackRate: 1.1 };
const CONFIG: Partial<HlsConfig> = { ...LIVE, enableWorker: false, backBufferLength: 30 };

export interface Stream {
  /** Goes to the newest picture. */
  toLive(): void;
  close(): void;
}

/** Whether the browser plays such lists well by itself: Safari; others that say so lose the thread at a break. */
export function playsNatively(video: HTMLVideoElement): boolean {
  const isSafari = "WebKitPlaybackTargetAvailabilityEvent" in window;
  return video.canPlayType(LIST_TYPE) !== "" && (isSafari || !("MediaSource" in window));
}

/** Plays the list, live or (`fromStart`) from its beginning, and tries again whenever it breaks off. */
export async function open(video: HTMLVideoElement, list: string, unable: () => void, fromStart = false): Promise<Stream> {
  if (playsNatively(video)) return new Native(video, list);
  const { default: Library } = await import("hls.js/light");
  if (Library.isSupported()) return new ByLibrary(video, list, new Library({ ...CONFIG, startPosition: fromStart ? 0 : -1 }), Library, unable);
  unable();
  return { toLive: () => undefined, close: () => undefined };
}

class Native implements Stream {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly again = (): void => {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.load(), AGAIN_MS);
  };

  constructor(private readonly video: HTMLVideoElement, private readonly list: string) {
    video.addEventListener("error", this.again);
    this.load();
  }

  toLive(): void {
    const { seekable } = this.video;
    if (seekable.length) this.video.currentTime = seekable.end(seekable.length - 1);
  }

  close(): void {
    clearTimeout(this.timer);
    this.video.removeEventListener("error", this.again);
    this.video.removeAttribute("src");
    this.video.load();
  }

  private load(): void {
    this.video.src = this.list;
    void this.video.play().catch(() => undefined); // the page has a button
  }
}

class ByLibrary implements Stream {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private hasRecovered = false;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly list: string,
    private readonly hls: Hls,
    library: typeof Hls,
    private readonly unable: () => void,
  ) {
    const { Events, ErrorTypes, ErrorDetails } = library;
    const codecs: string[] = [ErrorDetails.MANIFEST_INCOMPATIBLE_CODECS_ERROR, ErrorDetails.BUFFER_ADD_CODEC_ERROR, ErrorDetails.BUFFER_INCOMPATIBLE_CODECS_ERROR];
    hls.on(Events.ERROR, (_, { fatal, type, details }) => {
      if (codecs.includes(details)) this.unable();
      else if (fatal) this.mend(type === ErrorTypes.MEDIA_ERROR);
    });
    hls.on(Events.FRAG_BUFFERED, () => (this.hasRecovered = false));
    hls.attachMedia(video);
    hls.loadSource(list);
    void video.play().catch(() => undefined); // the page has a button
  }

  toLive(): void {
    const { liveSyncPosition } = this.hls;
    if (liveSyncPosition) this.video.currentTime = liveSyncPosition;
  }

  close(): void {
    clearTimeout(this.timer);
    this.hls.destroy();
  }

  /** A decoder may be renewed once; what did not help, and everything else, begins anew after a while. */
  private mend(isDecoder: boolean): void {
    if (isDecoder && !this.hasRecovered) {
      this.hasRecovered = true;
      return this.hls.recoverMediaError();
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.hls.loadSource(this.list);
      void this.video.play().catch(() => undefined);
    }, AGAIN_MS);
  }
}
