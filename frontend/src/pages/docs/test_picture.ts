/** A canvas that moves by itself, for parameters that want a picture. */

const WIDTH = 320, HEIGHT = 180, EVERY_MS = 100;

export function testPicture(): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: WIDTH, height: HEIGHT });
  const pen = canvas.getContext("2d");
  let turn = 0;
  setInterval(() => {
    if (!pen) return;
    turn = (turn + 6) % 360;
    pen.fillStyle = `hsl(${turn} 60% 40%)`;
    pen.fillRect(0, 0, WIDTH, HEIGHT);
    pen.fillStyle = "#fff";
    pen.fillRect((turn / 360) * (WIDTH - 40), HEIGHT / 2 - 20, 40, 40);
  }, EVERY_MS);
  return canvas;
}
