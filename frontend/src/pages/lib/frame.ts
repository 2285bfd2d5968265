/** What every page does first. */

import { themeButton } from "./theme";

/** Brings the frame around the views to life. */
export function startPage(): void {
  themeButton();
}
