// Keeps the till's own files, so that it starts without network. Nothing else goes through here: payments are asked of
// the platform itself, and what is not answered is not made up.
const kept = `encaisser-${version}`;
const pages = ["/encaisser?langue=fr", "/encaisser?langue=en"];
const files = [
  "/encaisser/till.css", "/encaisser/till.js", "/encaisser/api.js", "/encaisser/camera.js", "/encaisser/day.js", "/encaisser/device.js",
  "/encaisser/jsqr.js", "/encaisser/link.js", "/encaisser/network.js", "/encaisser/queue.js", "/encaisser/sale.js",
  "/encaisser/screens.js", "/encaisser/signals.js", "/encaisser/store.js", "/encaisser/words.js", "/encaisser/manifest.webmanifest",
  "/encaisser/manifest.en.webmanifest", "/encaisser/icon-192.png", "/text.woff2",
];

/** A page names style sheets and scripts by their content; those are kept with it. */
const namedIn = page => [...page.matchAll(/(?:href|src)="(\/[^"]+\.(?:css|js|svg))"/g)].map(match => match[1]);

async function install() {
  const cache = await caches.open(kept);
  const named = await Promise.all(pages.map(async address => {
    const response = await fetch(address, { cache: "reload" });
    if (!response.ok) {
      throw new Error(`${address}: ${response.status}`);
    }
    await cache.put(address, response.clone());
    return namedIn(await response.text());
  }));
  await cache.addAll([...new Set([...files, ...named.flat()])].map(address => new Request(address, { cache: "reload" })));
}

async function answer(request) {
  const address = new URL(request.url);
  const cache = await caches.open(kept);
  if (request.mode === "navigate") {
    const language = address.searchParams.get("langue") === "en" ? 1 : 0;
    return await cache.match(pages[language]) ?? fetch(request);
  }
  return await cache.match(address.pathname) ?? fetch(request);
}

self.addEventListener("install", event => event.waitUntil(install()));

self.addEventListener("activate", event => event.waitUntil((async () => {
  for (const name of await caches.keys()) {
    if (name.startsWith("encaisser-") && name !== kept) {
      await caches.delete(name);
    }
  }
  await clients.claim();
})()));

self.addEventListener("message", event => event.data === "take over" && self.skipWaiting());

self.addEventListener("fetch", event => {
  const address = new URL(event.request.url);
  const isOurs = address.origin === location.origin && event.request.method === "GET" && !address.pathname.startsWith("/v1/");
  if (isOurs && (event.request.mode !== "navigate" || address.pathname === "/encaisser")) {
    event.respondWith(answer(event.request));
  }
});
