/** The ES module `crvideosdk.mjs`: every function, holder and list of numbers is an export; no globals are made or needed. */

export * from "../../generated/crvideo_exports";
export { default } from "../../generated/crvideo_exports";
