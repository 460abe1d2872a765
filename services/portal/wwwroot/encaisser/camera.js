// Reads codes with the camera: by the browser itself where it can, otherwise by jsQR, which is loaded then.
const framesPerSecond = 8;
const widest = 640;
let stream;
let looking = 0;

async function reader() {
  if ("BarcodeDetector" in globalThis) {
    const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
    if (formats.includes("qr_code")) {
      const detector = new BarcodeDetector({ formats: ["qr_code"] });
      return async video => (await detector.detect(video))[0]?.rawValue;
    }
  }
  await import("./jsqr.js");
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return async video => {
    const scale = Math.min(1, widest / video.videoWidth);
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    const frame = context.getImageData(0, 0, canvas.width, canvas.height);
    return globalThis.jsQR(frame.data, frame.width, frame.height, { inversionAttempts: "dontInvert" })?.data;
  };
}

/** Looks until something is read or it is stopped; false where there is no camera or it is not allowed. */
export async function look(video, heard) {
  const mine = ++looking;
  try {
    stream ??= await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: "environment", width: { ideal: 1280 } } });
  } catch {
    return false;
  }
  if (mine !== looking) {
    return true;
  }
  video.srcObject = stream;
  await video.play().catch(() => {});
  const read = await reader();
  const next = async () => {
    if (mine !== looking) {
      return;
    }
    const text = video.videoWidth > 0 ? await read(video).catch(() => null) : null;
    if (text && mine === looking) {
      heard(text);
      return;
    }
    setTimeout(next, 1000 / framesPerSecond);
  };
  next();
  return true;
}

export function stop() {
  looking++;
  stream?.getTracks().forEach(track => track.stop());
  stream = undefined;
}

const track = () => stream?.getVideoTracks()[0];

export const hasTorch = () => Boolean(track()?.getCapabilities?.().torch);

export const torch = isOn => track()?.applyConstraints({ advanced: [{ torch: isOn }] }).catch(() => {});
