import { expect, test } from "vitest";
import { ControlButton } from "../../../../frontend/src/pages/lib/controls";

test("the number on a button stays when the button is pressed, and goes when there is none", () => {
  const button = new ControlButton("people", () => ({ icon: "people", label: "People" }), () => undefined);
  button.refresh(3);
  button.element.click();
  expect(button.element.querySelector(".count")?.textContent).toBe("3");
  button.refresh(0);
  expect(button.element.querySelector(".count")).toBeNull();
});
