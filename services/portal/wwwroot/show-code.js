// A code to show counts down its minute, and is renewed before it is over while the page is looked at.
const shown = document.getElementById("code");
const left = document.getElementById("reste");

if (shown && left) {
  const until = Date.now() + Math.min(60_000, new Date(shown.dataset.until) - Date.now());
  const tick = () => {
    const seconds = Math.max(0, Math.round((until - Date.now()) / 1000));
    left.textContent = seconds > 0 ? shown.dataset.seconds.replace("{0}", seconds) : shown.dataset.over;
    if (seconds <= 2 && document.visibilityState === "visible") {
      clearInterval(ticking);
      location.replace(location.pathname);
    }
  };
  const ticking = setInterval(tick, 1000);
  document.addEventListener("visibilitychange", tick);
  tick();
  // The screen stays on while somebody holds it under a reader.
  navigator.wakeLock?.request("screen").catch(() => {});
}
