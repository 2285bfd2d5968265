/** The ES module `anychatsdk.mjs`: every function and constant is an export; no globals are made or needed. */

export * from "../../generated/anychat_exports";
export { isAway, on, onDevice, onSoundBlocked, preferVideoCodec, qualityOf, resumeSound, verbose, version } from "./api";
