/** The start page: the code to copy; everything else is plain HTML. Also brings the frame of the error pages to life. */

import { startPage } from "../lib/frame";
import { t } from "../lib/i18n";

startPage();

document.getElementById("copy")?.addEventListener("click", async (event) => {
  const button = event.currentTarget as HTMLButtonElement;
  const before = button.textContent;
  await navigator.clipboard.writeText(document.querySelector(".code code")?.textContent ?? "");
  button.textContent = t("copied");
  setTimeout(() => (button.textContent = before), 2000);
});
