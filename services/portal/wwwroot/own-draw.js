// How far a draw is, without loading the page again; at the end it is loaded once. Without this, a link does it.
const status = document.getElementById("etat");

async function ask() {
  const answer = await fetch(status.dataset.etat, { cache: "no-store" });
  if (!answer.ok) {
    location.reload();
    return;
  }
  const { state, text } = await answer.json();
  if (state !== "Waiting" && state !== "Computing") {
    location.reload();
    return;
  }
  if (status.textContent !== text) {
    status.textContent = text;
  }
  setTimeout(() => ask().catch(() => {}), 2000);
}

if (status) {
  ask().catch(() => {});
}
