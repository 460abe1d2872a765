// The map beside the list of points of sale: the same places with the same numbers. Without it the list is whole.
/* global L */
const plan = document.getElementById("plan");
const button = document.getElementById("position");

if (plan && typeof L !== "undefined") {
  document.getElementById("plan-lieu").hidden = false;
  const map = L.map(plan, { zoomControl: false, attributionControl: Boolean(plan.dataset.tiles), maxZoom: 18, scrollWheelZoom: false });
  L.control.zoom({ zoomInTitle: plan.dataset.zoomIn, zoomOutTitle: plan.dataset.zoomOut }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  if (plan.dataset.tiles) {
    L.tileLayer(plan.dataset.tiles, { attribution: plan.dataset.credit ?? "", maxZoom: 18 }).addTo(map);
  }
  const all = [];
  for (const item of document.querySelectorAll("[data-latitude]")) {
    const at = [Number(item.dataset.latitude), Number(item.dataset.longitude)];
    const link = item.querySelector("a");
    all.push(at);
    L.marker(at, {
      icon: L.divIcon({ className: "map-pin", html: document.createTextNode(item.dataset.number).data, iconSize: [36, 36] }),
      title: link.textContent,
      alt: `${item.dataset.number}. ${link.textContent}`,
    }).on("click", () => link.focus()).addTo(map);
  }
  if (plan.dataset.from) {
    const from = plan.dataset.from.split(",").map(Number);
    all.push(from);
    L.marker(from, { icon: L.divIcon({ className: "map-you", iconSize: [22, 22] }), alt: plan.dataset.you, title: plan.dataset.you, interactive: false, keyboard: false }).addTo(map);
  }
  map.fitBounds(all, { padding: [36, 36], maxZoom: 16 });
}

if (button && navigator.geolocation) {
  button.hidden = false;
  button.addEventListener("click", () => navigator.geolocation.getCurrentPosition(({ coords }) => {
    const near = document.getElementById("pres");
    const here = new Option("", `${coords.latitude.toFixed(3)},${coords.longitude.toFixed(3)}`, true, true);
    near.add(here);
    near.form.submit();
  }));
}
