/** Calls for attention: a soft two-tone chime and a blinking title, until stopped. */

const TONES_HZ = [660, 880];
const EVERY_MS = 2400;

function play(context: AudioContext): void {
  TONES_HZ.forEach((hz, i) => {
    const [tone, volume] = [context.createOscillator(), context.createGain()];
    const start = context.currentTime + i * 0.22;
    tone.frequency.value = hz;
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(0.12, start + 0.03);
    volume.gain.exponentialRampToValueAtTime(0.001, start + 0.6);
    tone.connect(volume).connect(context.destination);
    tone.start(start);
    tone.stop(start + 0.65);
  });
}

/** Rings until the returned function is called; `title` blinks in the browser's tab. */
export function ring(title: string): () => void {
  const context = typeof AudioContext === "undefined" ? null : new AudioContext();
  const before = document.title;
  const beat = (): void => {
    document.title = document.title === title ? before : title;
    if (context) play(context);
  };
  beat();
  const timer = setInterval(beat, EVERY_MS);
  return () => {
    clearInterval(timer);
    document.title = before;
    void context?.close();
  };
}
