// Whether the platform answers, what it told this till, and what waits to be sent to it.
import { call, Ended, Lost, now, setSkew } from "./api.js";
import * as queue from "./queue.js";
import { byId, current, show, tell } from "./screens.js";
import * as store from "./store.js";
import { count, mona, say } from "./words.js";

const freshMilliseconds = 10_000;
const everyMilliseconds = 60_000;
const soonMilliseconds = 5_000;
const lateMilliseconds = 86_400_000;
let till;
let rules;
let heardAt = 0;
let isAway = false;
let soon;
const changed = new EventTarget();

export const place = () => till;
export const terms = () => rules;
export const isOffline = () => isAway || !navigator.onLine;
export const whenChanged = listener => changed.addEventListener("change", listener);
export const tellChanged = () => changed.dispatchEvent(new Event("change"));

async function sayState() {
  const unsent = await queue.waiting();
  byId("bar").classList.toggle("off", isOffline());
  byId("net").textContent = isOffline() ? say("offline") : till.pointOfSaleName;
  const noted = byId("noted");
  noted.hidden = unsent.length === 0;
  noted.textContent = count("noted", unsent.length);
  noted.classList.toggle("late", unsent.some(one => Date.parse(one.takenAt) < now() - lateMilliseconds));
  const floor = rules?.offlineFloorCents;
  tell("offline-line", !isOffline() ? "" : floor ? say("offline.floor", mona(floor)) : say("offline.nothing"));
  byId("to-read-text").textContent = say(isOffline() ? "read.card" : "read.any");
  const isKept = await navigator.storage?.persisted?.() ?? false;
  byId("install-line").hidden = isKept || unsent.length === 0 || matchMedia("(display-mode: standalone)").matches;
}

function setAway(value) {
  if (isAway !== value) {
    isAway = value;
    tellChanged();
  }
  if (isAway && !soon) {
    soon = setTimeout(() => {
      soon = undefined;
      beat();
    }, soonMilliseconds);
  }
}

/** Calls, and remembers whether anybody answered. A device that was ended is told so, whatever it did. */
export async function talk(...what) {
  try {
    const answer = await call(till, ...what);
    heardAt = Date.now();
    setAway(answer.status === 502 || answer.status === 503);
    return answer;
  } catch (error) {
    if (error instanceof Ended) {
      const unsent = await queue.waiting();
      tell("ended-unsent", unsent.length > 0 ? count("ended.unsent", unsent.length) : "");
      show("ended");
    } else if (error instanceof Lost) {
      setAway(true);
    }
    throw error;
  }
}

/** Asks for the terms, and so whether the platform is there, before anything that may not be asked twice. */
export async function reach() {
  if (!navigator.onLine) {
    return false;
  }
  if (Date.now() - heardAt < freshMilliseconds && !isAway) {
    return true;
  }
  try {
    const answer = await talk("GET", "tills/me", { patience: 2500 });
    if (answer.status === 200) {
      rules = answer.body;
      await store.keep("rules", rules);
    }
    return answer.status < 500;
  } catch {
    return false;
  }
}

/** Sends what waits, and says that this device is there. */
export async function beat() {
  heardAt = 0;
  if (!await reach()) {
    tellChanged();
    return;
  }
  try {
    if (await queue.send(till) > 0) {
      tellChanged();
    }
    const unsent = await queue.waiting();
    await talk("POST", `tills/${till.tillId}/seen`, {
      body: { waitingCount: unsent.length, waitingSince: unsent.map(one => one.takenAt).sort()[0] ?? null },
    });
  } catch {
    // Said in the bar already; tried again in a minute.
  }
  tellChanged();
}

export async function prepare(linked) {
  till = linked;
  rules = await store.read("rules");
  setSkew(await store.read("skew") ?? 0);
  document.getElementById("till").dataset.place = till.pointOfSaleName;
  whenChanged(sayState);
  addEventListener("online", beat);
  addEventListener("offline", tellChanged);
  const again = async () => {
    await beat();
    setTimeout(again, everyMilliseconds);
  };
  await sayState();
  again();
  queue.forgetOld();
  // Nobody waits for what is not on the screen; on return it is looked at again.
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && current() !== "ended" && beat());
}
