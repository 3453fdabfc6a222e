// Short tones from the phone's own speaker, in addition to display and vibration, as iPhones do not vibrate for a page.

/** @type {AudioContext | null} */
let context = null;

/** To be called from clicks: browsers keep a page silent until then. */
export function unlockSound() {
  try {
    // Mixes with the player's own music instead of stopping it; not in the type library.
    const session = /** @type {{ audioSession?: { type: string } }} */ (/** @type {unknown} */ (navigator))
      .audioSession;
    if (session) session.type = 'ambient';
    context ??= new AudioContext();
    if (context.state === 'running') return;
    void context.resume().catch(() => {});
  } catch {
    context = null;
  }
}

/** Plays the tone that goes with a vibration: the longer, the lower. @param {number[]} pattern ms on, off, on … */
export function playPattern(pattern) {
  if (context?.state !== 'running') return;
  let at = context.currentTime;
  for (const [i, ms] of pattern.slice(0, 8).entries()) {
    const seconds = Math.min(ms, 400) / 1000;
    if (i % 2 === 0) tone(context, ms > 100 ? 150 : 900, at, Math.max(seconds, 0.06));
    at += seconds;
  }
}

/** @param {AudioContext} audio @param {number} hertz @param {number} at @param {number} seconds */
function tone(audio, hertz, at, seconds) {
  const [oscillator, gain] = [audio.createOscillator(), audio.createGain()];
  oscillator.frequency.setValueAtTime(hertz, at);
  oscillator.frequency.exponentialRampToValueAtTime(hertz * 1.4, at + seconds);
  gain.gain.setValueAtTime(0.12, at);
  gain.gain.exponentialRampToValueAtTime(0.001, at + seconds);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(at);
  oscillator.stop(at + seconds);
}
