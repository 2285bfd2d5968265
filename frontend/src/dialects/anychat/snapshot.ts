/** Still pictures of somebody's video, as JPEG. */

import type { Client } from "./client";

const QUALITY = 0.9;
const WAIT_MS = 3_000;

/** The picture of a user that is on screen, or of his stream where none is. Rejects when there is no picture. */
export async function takePicture(client: Client, user: number): Promise<Blob> {
  const shown = client.views.showing(user, 0);
  if (shown) return drawn(shown);
  const own = client.isSelf(user);
  const stream = own ? client.session.localStream("video", 0) : client.session.remoteStream(user, "video", 0);
  if (!stream) throw new Error(`no video of user ${user}`);
  const hidden = document.createElement("video");
  hidden.muted = true;
  hidden.srcObject = stream;
  try {
    await hidden.play();
    await sized(hidden);
    return await drawn(hidden);
  } finally {
    hidden.srcObject = null;
  }
}

function sized(video: HTMLVideoElement): Promise<void> {
  if (video.videoWidth) return Promise.resolve();
  return new Promise((resolve, reject) => {
    video.onresize = () => resolve();
    setTimeout(() => reject(new Error("the video shows nothing")), WAIT_MS);
  });
}

function drawn(video: HTMLVideoElement): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the picture could not be encoded"))), "image/jpeg", QUALITY);
  });
}
