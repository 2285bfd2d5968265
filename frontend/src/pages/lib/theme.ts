/** Light, dark or as the system has it: the choice is kept by the browser, the template applies it before the first paint. */

import { byId } from "./dom";

/** Whether dark is shown now. */
export function isDark(): boolean {
  const chosen = document.documentElement.dataset["theme"];
  // The admin keeps its choice under the same name, where "auto" is a third one.
  return chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
}

function show(): void {
  byId("theme").querySelector("use")?.setAttribute("href", `/static/img/icons.svg#${isDark() ? "sun" : "moon"}`);
}

/** Makes the button in the bar switch the theme. */
export function themeButton(): void {
  show();
  byId("theme").addEventListener("click", () => {
    const theme = isDark() ? "light" : "dark";
    document.documentElement.dataset["theme"] = theme;
    try {
      localStorage.setItem("theme", theme);
    } catch {
      // storage is off: the choice lasts as long as the page
    }
    show();
  });
}
