// Paid and refused differ for ear and hand too: two rising notes and one pulse, or one low note and three.
let audio;
let isOn = true;

export function setSound(on) {
  isOn = on;
}

function tone(hertz, from, seconds) {
  const oscillator = audio.createOscillator();
  const volume = audio.createGain();
  oscillator.frequency.value = hertz;
  volume.gain.setValueAtTime(0.2, audio.currentTime + from);
  volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + from + seconds);
  oscillator.connect(volume).connect(audio.destination);
  oscillator.start(audio.currentTime + from);
  oscillator.stop(audio.currentTime + from + seconds);
}

function play(notes, pulses) {
  // Browsers ignore both until somebody has touched the page.
  if (!isOn || !navigator.userActivation?.hasBeenActive) {
    return;
  }
  navigator.vibrate?.(pulses);
  audio ??= new AudioContext();
  notes.forEach(([hertz, from, seconds]) => tone(hertz, from, seconds));
}

export const paid = () => play([[660, 0, 0.16], [990, 0.14, 0.3]], 120);
export const refused = () => play([[196, 0, 0.5]], [90, 70, 90, 70, 90]);
