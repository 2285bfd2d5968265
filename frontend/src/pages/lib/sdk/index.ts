/** The SDK as the pages use it. */

export * from "./constants";
export { emit, next, on, type SdkEvents } from "./events";
export { sdk } from "./functions";
