/** The view component of CRVideo pages: one root element, a name label first, the video second; survives JSON.stringify. */

import { FILM_INDEX } from "../../media/file_player";
import type { Kind } from "../../media/messages";
import { goOnWhenBack } from "../../media/returning";
import type { Session } from "../../session";
import { MarkLayer, type MarkOptions } from "./mark_layer";
import type { Marks } from "./marks";
import { accountOf, defaultCameraOf, FIRST_CAMERA, seatOf } from "./people";
import type { PageState } from "./state";
import type { Wants } from "./wants";

export interface ViewOptions { poster?: string; style?: Record<string, string> }

const ROOT_STYLE = "position:relative;width:100%;height:100%;overflow:hidden;background:#000";
const LABEL_STYLE = "position:absolute;left:0;bottom:0;z-index:1;padding:2px 8px;font:12px sans-serif;color:#fff;background:rgba(0,0,0,.5)";
const SIZE_STYLE = "position:absolute;right:0;top:0;z-index:1;padding:2px 8px;font:12px monospace;color:#fff;background:rgba(0,0,0,.5)";
const VIDEO_STYLE = "display:block;width:100%;height:100%;object-fit:contain";
let made = 0;

/** What a component shows; whatever is played lies beside a shown screen among the streams of a person. */
export type Shown = "camera" | "screen" | "media";
const KINDS: Record<Shown, Kind> = { camera: "video", screen: "screen", media: "screen" };

/** What a component keeps to itself: pages put components into objects and stringify those. */
class View {
  readonly root = document.createElement("div");
  readonly label = document.createElement("div");
  readonly video = document.createElement("video");
  id = `crvideo_view_${++made}`;
  uid = "";
  camera = 0;
  ownLabel: string | null = null;
  onClose: () => void = () => undefined;
  isFullScreenOnDoubleClick = false;

  private readonly size = document.createElement("div");

  constructor(readonly session: Session, readonly state: PageState, readonly wants: Wants, readonly shown: Shown, options: ViewOptions) {
    this.root.style.cssText = ROOT_STYLE;
    this.label.style.cssText = LABEL_STYLE;
    this.video.style.cssText = VIDEO_STYLE;
    this.video.autoplay = true;
    this.video.playsInline = true;
    this.video.muted = true; // sound is played by the session, once per person
    if (options.poster) this.video.poster = options.poster;
    Object.assign(this.video.style, options.style ?? {});
    this.size.style.cssText = SIZE_STYLE;
    this.size.hidden = true;
    this.root.append(this.label, this.video, this.size);
    this.video.addEventListener("resize", () => (this.size.textContent = `${this.video.videoWidth}x${this.video.videoHeight}`));
    goOnWhenBack(this.video, () => this.video.srcObject !== null);
    this.root.addEventListener("dblclick", () => this.isFullScreenOnDoubleClick && void this.root.requestFullscreen?.());
  }

  /** Shows camera `camera` of `uid`; an empty uid or camera 0 shows nothing. */
  show(uid: string, camera: number): void {
    this.uid = camera ? uid : "";
    this.camera = this.uid ? camera : 0;
    this.subscribe(!this.root.hidden);
    this.refresh();
  }

  /** Receives what it shows, or nothing while it is hidden. */
  subscribe(on: boolean): void {
    this.wants.set(this, this.uid && on ? { uid: this.uid, kind: this.kind, index: () => this.index } : null);
  }

  showSize(on: boolean): void {
    this.size.hidden = !on;
  }

  get kind(): Kind {
    return KINDS[this.shown];
  }

  get index(): number {
    if (this.shown !== "camera") return this.shown === "media" ? FILM_INDEX : 0;
    return this.camera < FIRST_CAMERA ? defaultCameraOf(this.session.mirror, this.state, this.uid) : this.camera - FIRST_CAMERA;
  }

  /** Puts the stream and the name of the moment in; harmless when nothing changed. */
  refresh(): void {
    const { session } = this;
    const account = this.uid ? accountOf(session.mirror, this.uid) : 0;
    const own = account !== 0 && account === session.mirror.myId;
    const stream = own ? session.localStream(this.kind, this.index) : account ? session.remoteStream(account, this.kind, this.index) : null;
    const playsFile = this.video.hasAttribute("src"); // and is left alone
    if (!playsFile && this.video.srcObject !== stream) this.video.srcObject = stream;
    const name = this.ownLabel ?? seatOf(session.mirror, this.uid)?.name ?? "";
    if (this.label.textContent !== name) this.label.textContent = name;
    // A node that was taken out and put in again has stopped playing.
    if (stream && !playsFile && this.video.paused && this.video.isConnected) void this.video.play().catch(() => undefined);
  }

  /** The current picture as a data URL, empty without one. */
  picture(format: string): string {
    if (!this.video.videoWidth) return "";
    const canvas = document.createElement("canvas");
    canvas.width = this.video.videoWidth;
    canvas.height = this.video.videoHeight;
    canvas.getContext("2d")?.drawImage(this.video, 0, 0);
    return canvas.toDataURL(`image/${format}`);
  }
}

const sides = ["width", "height", "left", "top"] as const;

/** Makes components and keeps them up to date with streams and names. */
export class Components {
  private readonly views = new Set<View>();
  /** The element of each component, for those who play a file in one. */
  private readonly videos = new WeakMap<object, HTMLVideoElement>();

  constructor(private readonly session: Session, private readonly state: PageState, private readonly wants: Wants, private readonly marks: Marks) {
    const refresh = (): void => this.views.forEach((view) => view.refresh());
    session.events.on("stream", refresh);
    session.events.on("local", refresh);
    session.mirror.events.on("changed", refresh);
  }

  create(shown: Shown, options: ViewOptions = {}): Record<string, unknown> {
    const view = new View(this.session, this.state, this.wants, shown, options);
    this.views.add(view);
    const component = this.surface(view);
    if (shown === "screen") this.layer(view, component);
    this.videos.set(component, view.video);
    return component;
  }

  /** The video element of something that pages hold for a component. */
  videoOf(component: unknown): HTMLVideoElement | undefined {
    return typeof component === "object" && component !== null ? this.videos.get(component) : undefined;
  }

  private layer(view: View, component: Record<string, unknown>): void {
    const layer = new MarkLayer(view.video, this.marks);
    view.root.append(layer.sheet);
    view.onClose = () => layer.close();
    component.setMark = (options?: MarkOptions) => layer.set(options);
  }

  private surface(view: View): Record<string, unknown> {
    const methods: Record<string, unknown> = {
      handler: () => view.root,
      setVideo: (uid: unknown = "", camera: unknown = -1) => view.show(uid == null ? "" : String(uid), camera === "" ? 0 : Number(camera ?? -1)),
      getVideoID: () => view.camera,
      setNickNameStyle: (style: Record<string, string>) => void Object.assign(view.label.style, style),
      setNickNameContent: (text: unknown) => {
        view.ownLabel = String(text);
        view.refresh();
      },
      setVisibleNickName: (visible: unknown) => void (view.label.hidden = !visible),
      getVisibleNickName: () => !view.label.hidden,
      dblClickFullScreen: (on: unknown) => void (view.isFullScreenOnDoubleClick = Boolean(on)),
      id: (id?: unknown) => (id === undefined ? view.id : void (view.id = view.root.id = String(id))),
      destroy: () => this.destroy(view),
      savePicToBase64: (format: unknown = "png") => view.picture(String(format)),
      savePic: (fileName: unknown = "picture.png") => download(view.picture("png"), String(fileName)),
      clear: () => view.show("", 0),
      isPicEmpty: () => (view.video.videoWidth ? 1 : 0),
      show: () => visible(view, true),
      hide: () => visible(view, false),
      showVideoSize: (on: unknown) => view.showSize(Boolean(on)),
      toJSON: () => ({ id: view.id, userID: view.uid, videoID: view.camera }),
    };
    for (const side of sides) {
      methods[side] = (value?: unknown) => (value === undefined ? view.root.style[side] : void (view.root.style[side] = length(value)));
    }
    return methods;
  }

  private destroy(view: View): void {
    view.show("", 0);
    view.onClose();
    view.root.remove();
    this.views.delete(view);
  }
}

function visible(view: View, on: boolean): void {
  view.root.hidden = !on;
  view.subscribe(on);
}

function length(value: unknown): string {
  return typeof value === "number" ? `${value}px` : String(value);
}

function download(dataUrl: string, fileName: string): void {
  if (!dataUrl) return;
  const link = document.createElement("a");
  link.href = dataUrl;
  link.download = fileName;
  link.click();
}
