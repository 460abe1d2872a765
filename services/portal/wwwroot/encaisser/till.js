// The till: an application of its own that starts without network, shows one screen at a time, and keeps no secret.
import * as day from "./day.js";
import * as link from "./link.js";
import * as network from "./network.js";
import * as queue from "./queue.js";
import * as sale from "./sale.js";
import { byId, current, show } from "./screens.js";
import * as store from "./store.js";

const hourMilliseconds = 3_600_000;
let installing;

/** A new version waits until nothing is under way and nothing is unsent. */
async function takeOver(registration) {
  if (registration.waiting && (current() === "link" || sale.isFree()) && (await queue.waiting()).length === 0) {
    registration.waiting.postMessage("take over");
  }
}

async function startWorker() {
  if (!("serviceWorker" in navigator)) {
    return;
  }
  const policy = globalThis.trustedTypes?.createPolicy("till", { createScriptURL: () => "/encaisser/sw.js" });
  const registration = await navigator.serviceWorker.register(policy?.createScriptURL("") ?? "/encaisser/sw.js", { scope: "/encaisser" });
  const hadOne = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.addEventListener("controllerchange", () => hadOne && location.reload());
  setInterval(() => takeOver(registration), 10_000);
  setInterval(() => navigator.onLine && registration.update().catch(() => {}), hourMilliseconds);
}

function prepareLinks() {
  document.addEventListener("click", event => {
    const go = event.target.closest("[data-go]")?.dataset.go;
    if (go) {
      (go === "amount" ? sale.goBack() : show(go));
    }
    const language = event.target.closest("[data-language]")?.dataset.language;
    if (language) {
      localStorage.setItem("language", language);
    }
  });
  addEventListener("beforeinstallprompt", event => {
    event.preventDefault();
    installing = event;
    byId("install").hidden = false;
  });
  byId("install").addEventListener("click", () => installing?.prompt());
}

async function begin() {
  const language = localStorage.getItem("language");
  if (language && language !== document.documentElement.lang) {
    location.replace(`/encaisser?langue=${language}`);
    return;
  }
  day.applyLook();
  prepareLinks();
  link.prepare();
  const till = await store.read("till");
  if (till) {
    sale.prepare();
    day.prepare();
    await network.prepare(till);
    show("amount");
  } else {
    show("link");
  }
  document.documentElement.dataset.ready = "yes";
  await startWorker();
}

begin();
