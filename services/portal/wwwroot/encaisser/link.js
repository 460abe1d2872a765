// Linking a device, once: it shows eight digits, somebody of its shop types them, and it is a till.
import { anonymously, call, Ended, Lost } from "./api.js";
import { publicKey } from "./device.js";
import { byId, current, element, on, show, tell } from "./screens.js";
import * as store from "./store.js";
import { say } from "./words.js";

const everyMilliseconds = 2000;
/** The platform's parts hear of a new till one after the other. */
const patienceMilliseconds = 60_000;

async function ask() {
  const label = byId("device-name").value.trim();
  if (!label) {
    tell("link-error", say("link.name"));
    byId("device-name").setAttribute("aria-invalid", "true");
    byId("device-name").focus();
    return;
  }
  byId("device-name").removeAttribute("aria-invalid");
  tell("link-error", "");
  try {
    const answer = await anonymously("POST", "/v1/till-pairings", { devicePublicKey: await publicKey(), label });
    if (answer.status === 201) {
      show("code", { ...answer.body, label });
    } else {
      tell("link-error", answer.body?.detail ?? say("away"));
    }
  } catch {
    tell("link-error", say("away"));
  }
}

async function wait(pairing) {
  while (current() === "code") {
    const answer = await anonymously("GET", `/v1/till-pairings/${pairing.id}`).catch(() => null);
    if (answer?.status === 404 || answer?.body.state === "expired") {
      byId("code-state").textContent = say("code.expired");
      return;
    }
    if (answer?.body.state === "paired") {
      await begin(answer.body.till);
      return;
    }
    byId("code-state").textContent = answer ? say("code.waits") : say("away");
    await new Promise(resolve => setTimeout(resolve, everyMilliseconds));
  }
}

async function begin(till) {
  byId("code-state").textContent = say("code.begins");
  const until = Date.now() + patienceMilliseconds;
  for (;;) {
    try {
      const answer = await call(till, "GET", "tills/me");
      if (answer.status === 200) {
        break;
      }
    } catch (error) {
      if (!(error instanceof Ended || error instanceof Lost)) {
        throw error;
      }
    }
    if (Date.now() > until) {
      byId("code-state").textContent = say("away");
      return;
    }
    await new Promise(resolve => setTimeout(resolve, everyMilliseconds));
  }
  await store.keep("till", till);
  await navigator.storage?.persist?.();
  location.reload();
}

export function prepare() {
  byId("link-form").addEventListener("submit", event => {
    event.preventDefault();
    ask();
  });
  byId("code-again").addEventListener("click", () => show("link"));
  byId("link-again").addEventListener("click", async () => {
    await store.forgetAll();
    location.reload();
  });
  on("code", pairing => {
    const digits = [pairing.code.slice(0, 4), pairing.code.slice(4)];
    byId("code-digits").replaceChildren(...digits.map(group => element("span", { textContent: group })));
    byId("code-picture").src = `/encaisser/code/${pairing.code}.svg`;
    byId("code-place").textContent = `${location.host}/point-de-vente/terminaux`;
    byId("code-state").textContent = say("code.waits");
    wait(pairing);
  });
}
