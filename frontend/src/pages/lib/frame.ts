/** What every page does first. */

import { themeButton } from "./theme";

/** Brings the frame around the views to life. */
export function startPage(): void {
  themeButton();
  // A page that was left has signed out; from the browser's cache it would come back as a picture of itself.
  addEventListener("pageshow", (event) => void (event.persisted && location.reload()));
}
