// A sale: amount, card, answer.
import { now, picture, typeOf } from "./api.js";
import * as camera from "./camera.js";
import * as network from "./network.js";
import * as queue from "./queue.js";
import { byId, current, element, on, show, tell } from "./screens.js";
import * as signals from "./signals.js";
import * as store from "./store.js";
import { amount, count, date, euros, has, hour, mona, say, sentence } from "./words.js";

const largestCents = 99_999_99;
const pinDigits = 4;
const tries = 3;
const backMilliseconds = 6000;
const askMilliseconds = 1000;
const againMilliseconds = 700;
const answers = { paid: true, refused: true, lost: true, noted: true, pin: true };
let typedCents = 0;
let lines = [];
let means;
let pin = "";
let asked;
let eurosBeside = 0;
let takeCents = null;
let returning;
let lost;

const total = () => takeCents ?? lines.reduce((sum, line) => sum + line.amountCents, typedCents);
const zone = () => network.terms()?.timeZone ?? "Europe/Paris";

function fresh() {
  [typedCents, lines, means, pin, eurosBeside, takeCents, lost] = [0, [], undefined, "", 0, null, undefined];
}

function sayTotals() {
  document.querySelectorAll("[data-total]").forEach(place => { place.textContent = amount(total()); });
}

// --- The amount

function sayAmount() {
  byId("amount-figure").textContent = amount(total());
  tell("amount-error", "");
  const list = byId("basket-lines");
  list.hidden = lines.length === 0;
  list.replaceChildren(...lines.map((line, number) => {
    const takeAway = element("button", { type: "button", className: "plain-button", textContent: say("line.remove") });
    takeAway.setAttribute("aria-label", say("line.remove.name", say(`category.${line.category}`)));
    takeAway.addEventListener("click", () => {
      lines.splice(number, 1);
      sayAmount();
    });
    return element("li", {}, element("span", { textContent: wordOf(line.category) }), element("span", { className: "num", textContent: amount(line.amountCents) }), takeAway);
  }));
}

const wordOf = category => has(`category.${category}`) ? sentence(say(`category.${category}`)).slice(0, -1) : category;

/** Where the place may sell some things only, or some are paid in euros in part, each amount has its category. */
function categories() {
  const terms = network.terms();
  return !terms || network.isOffline() ? []
    : terms.categories.length > 0 ? terms.categories
    : terms.rates.filter(rate => rate.percent < 100).map(rate => rate.category);
}

function sayCategories() {
  const all = categories();
  const rates = new Map(network.terms()?.rates.map(rate => [rate.category, rate.percent]));
  const box = byId("categories");
  box.hidden = all.length === 0;
  box.replaceChildren(...all.map(category => {
    const percent = rates.get(category) ?? 100;
    const key = element("button", { type: "button", className: "category-key" }, element("span", { textContent: wordOf(category) }));
    if (percent < 100) {
      key.append(element("small", { textContent: percent === 0 ? say("rate.euros") : say("rate.part", percent) }));
    }
    key.addEventListener("click", () => addLine(category));
    return key;
  }));
}

function addLine(category) {
  if (typedCents === 0) {
    tell("amount-error", say("amount.first"));
    return;
  }
  lines.push({ category, amountCents: typedCents });
  typedCents = 0;
  sayAmount();
}

function press(key) {
  const next = key === "erase" ? Math.floor(typedCents / 10) : Number(`${typedCents}${key}`);
  if (next <= largestCents) {
    typedCents = next;
  }
  sayAmount();
}

function toRead() {
  if (total() === 0) {
    tell("amount-error", say("amount.none"));
  } else if (typedCents > 0 && (lines.length > 0 || network.terms()?.categories.length > 0) && !network.isOffline()) {
    tell("amount-error", say("amount.category"));
  } else {
    show("read");
  }
}

// --- The card, the code, the voucher

/** What was read or typed, by its form; null when it is none of them. */
export function meansOf(text) {
  const bare = text.trim();
  const plain = bare.replace(/[\s-]/g, "");
  return /^caisse:qr:[\w-]+$/.test(bare) ? { qr: bare }
    : /^(caisse:card:)?[0-9a-f]{32}$/i.test(plain) ? { card: plain.slice(-32).toLowerCase() }
    : /^[0-9a-z]{12}$/i.test(plain) ? { voucher: plain.toUpperCase() }
    : null;
}

async function startCamera() {
  byId("no-camera").hidden = true;
  byId("torch").hidden = true;
  const isThere = await camera.look(byId("video"), heard);
  if (current() !== "read") {
    camera.stop();
    return;
  }
  byId("no-camera").hidden = isThere;
  byId("camera").classList.toggle("without", !isThere);
  byId("torch").hidden = !(isThere && camera.hasTorch());
  if (!isThere) {
    openTyped(false);
  }
}

function openTyped(hasFocus) {
  byId("typed-form").hidden = false;
  byId("to-typed").hidden = true;
  if (hasFocus) {
    byId("typed").focus();
  }
}

function heard(text) {
  const read = meansOf(text);
  if (!read) {
    byId("read-line").textContent = say("read.unknown");
    setTimeout(() => current() === "read" && startCamera(), 1200);
    return;
  }
  pay(read);
}

function typedIn(event) {
  event.preventDefault();
  const read = meansOf(byId("typed").value);
  byId("typed").toggleAttribute("aria-invalid", !read);
  tell("typed-error", read ? "" : say("typed.unknown"));
  if (read) {
    pay(read);
  } else {
    byId("typed").focus();
  }
}

// --- Paying

async function pay(read) {
  means = read;
  if (await network.reach()) {
    await payOnline(crypto.randomUUID());
  } else {
    await payOffline();
  }
}

const request = () => ({
  pointOfSaleId: network.place().pointOfSaleId,
  means: { ...means, ...(pin && { pin }) },
  ...(lines.length > 0 ? { basket: lines } : { amountCents: total() }),
});

/** The same key each time: whatever of it arrived, it is paid once. */
async function payOnline(key) {
  show("wait");
  for (let remaining = tries; remaining > 0; remaining--) {
    try {
      const answer = await network.talk("POST", "payments", { key, body: request() });
      if (answer.status < 500 && answer.status !== 429) {
        await hear(answer);
        return;
      }
    } catch {
      if (current() === "ended") {
        return;
      }
    }
    await new Promise(resolve => setTimeout(resolve, againMilliseconds));
  }
  lost = key;
  signals.refused();
  show("lost");
}

async function hear(answer) {
  if (answer.status === 201) {
    await store.note({ id: answer.body.id, at: now() });
    show("paid", answer.body);
    return;
  }
  const type = typeOf(answer);
  if (type === "pin-required" || type === "wrong-pin") {
    show("pin", type === "wrong-pin" ? answer.body : null);
    return;
  }
  show("refused", type, answer.body ?? {});
}

async function payOffline() {
  if (!means.card) {
    show("refused", "offline-card-only", {});
    return;
  }
  const taken = await queue.take(network.place(), network.terms() ?? {}, means.card, total());
  means = undefined;
  if (taken.payment) {
    signals.paid();
    network.tellChanged();
    show("noted");
  } else if (taken.leftCents === null) {
    show("refused", "offline-nothing", {});
  } else {
    show("refused", "offline-floor", { leftCents: taken.leftCents });
  }
}

// --- The answers

/** In words that one can say aloud, with what was or was not taken, and never what is left on a wallet. */
function wordsOf(type, body) {
  const name = `refused.${type}`;
  const value = type === "insufficient-balance" ? mona(body.missingCents)
    : type === "offline-floor" ? mona(body.leftCents)
    : type === "nothing-in-mona" ? euros(body.eurosCents)
    : "";
  return has(name) ? say(name, value) : sentence(body.detail) || say("refused.unknown");
}

function sayRefused(type, body) {
  signals.refused();
  sayTotals();
  byId("refused-why").textContent = wordsOf(type, body);
  byId("refused-more").textContent = say("refused.nothing");
  const part = type === "insufficient-balance" && body.balanceCents > 0 && lines.length === 0 ? body.balanceCents
    : type === "offline-floor" && body.leftCents > 0 ? body.leftCents
    : 0;
  const take = byId("refused-take");
  take.hidden = part === 0;
  if (part > 0) {
    const rest = total() - part;
    take.textContent = say("refused.take", mona(part), euros(rest));
    take.onclick = () => {
      eurosBeside += rest;
      takeCents = part;
      sayTotals();
      if (means) {
        pay(means);
      } else {
        show("read");
      }
    };
  }
}

function sayPaid(payment) {
  signals.paid();
  byId("paid-sum").textContent = mona(payment.monaCents);
  const beside = payment.eurosCents + eurosBeside;
  tell("paid-euros", beside > 0 ? say("paid.euros", euros(beside)) : "");
  const when = `${date(now(), zone())}, ${hour(now(), zone())}`;
  byId("paid-when").textContent = when;
  network.tellChanged();
  numberOf(payment.id).then(number => {
    if (number && current() === "paid") {
      byId("paid-when").textContent = say("paid.number", number, when);
    }
  });
  fresh();
  returning = setTimeout(() => current() === "paid" && show("amount"), backMilliseconds);
}

export const today = async () => {
  const day = new Intl.DateTimeFormat("en-CA", { timeZone: zone() }).format(now());
  const answer = await network.talk("GET", `payments?pointOfSaleId=${network.place().pointOfSaleId}&from=${day}&to=${day}&limit=500`);
  return answer.status === 200 ? answer.body.items : null;
};

const numberOf = async id => (await today().catch(() => null))?.find(one => one.id === id)?.number;

// --- The PIN, on keys that the customer sees

function sayPin() {
  byId("pin-boxes").textContent = "●".repeat(pin.length) + "○".repeat(pinDigits - pin.length);
  byId("pin-boxes").setAttribute("aria-label", say("pin.typed", pin.length, pinDigits));
}

function pressPin(key) {
  pin = key === "erase" ? pin.slice(0, -1) : `${pin}${key}`.slice(0, pinDigits);
  sayPin();
  if (pin.length === pinDigits && key !== "erase") {
    pay(means);
  }
}

// --- A code that the household reads and pays

async function ask() {
  byId("ask-picture").removeAttribute("src");
  const { means: _, ...wanted } = request();
  let answer;
  try {
    answer = await network.talk("POST", "payment-requests", { body: wanted });
  } catch {
    byId("ask-state").textContent = say("away");
    return;
  }
  if (answer.status !== 201) {
    show("refused", typeOf(answer), answer.body ?? {});
    return;
  }
  const mine = answer.body;
  const isAsked = () => current() === "ask" && asked === mine;
  asked = mine;
  byId("ask-picture").src = await picture(network.place(), `payment-requests/${mine.id}`) ?? "";
  while (isAsked()) {
    await new Promise(resolve => setTimeout(resolve, askMilliseconds));
    if (!isAsked()) {
      return;
    }
    const state = (await network.talk("GET", `payment-requests/${mine.id}`).catch(() => null))?.body;
    if (!isAsked()) {
      return;
    }
    if (state?.state === "paid") {
      asked = undefined;
      await store.note({ id: state.paymentId, at: now() });
      show("paid", { id: state.paymentId, monaCents: state.monaCents, eurosCents: state.eurosCents });
    } else if (state?.state === "expired") {
      asked = undefined;
      show("refused", "request-expired", {});
    }
  }
}

function takeBack() {
  if (asked) {
    network.talk("POST", `payment-requests/${asked.id}/cancellation`, { body: {} }).catch(() => {});
    asked = undefined;
  }
}

/** Keys of a keyboard do what keys on the screen do. */
function typeKey(event) {
  const typed = { amount: press, pin: pressPin }[current()];
  if (!typed || event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, textarea")) {
    return;
  }
  if (/^[0-9]$/.test(event.key)) {
    typed(event.key);
  } else if (event.key === "Backspace") {
    typed("erase");
  } else if (event.key === "Enter" && current() === "amount" && !event.target.closest("button, a")) {
    toRead();
  }
}

export function prepare() {
  const keys = (id, act) => byId(id).addEventListener("click", event => {
    const key = event.target.closest("[data-key]");
    if (key) {
      act(key.dataset.key);
    }
  });
  keys("amount-keys", press);
  keys("pin-keys", pressPin);
  document.addEventListener("keydown", typeKey);
  byId("to-read").addEventListener("click", toRead);
  byId("to-typed").addEventListener("click", () => openTyped(true));
  byId("typed-form").addEventListener("submit", typedIn);
  byId("to-ask").addEventListener("click", () => show("ask"));
  byId("ask-cancel").addEventListener("click", () => show("amount"));
  byId("refused-other").addEventListener("click", () => show("read"));
  byId("lost-again").addEventListener("click", () => payOnline(lost));
  byId("print").addEventListener("click", () => {
    clearTimeout(returning);
    print();
  });
  byId("torch").addEventListener("click", () => {
    const isOn = byId("torch").getAttribute("aria-pressed") !== "true";
    byId("torch").setAttribute("aria-pressed", String(isOn));
    camera.torch(isOn);
  });
  network.whenChanged(() => current() === "amount" && sayCategories());
  on("amount", keep => {
    clearTimeout(returning);
    if (keep !== "keep") {
      fresh();
    }
    sayCategories();
    sayAmount();
  });
  on("read", () => {
    [pin, means] = ["", undefined];
    sayTotals();
    byId("typed").value = "";
    byId("typed").removeAttribute("aria-invalid");
    tell("typed-error", "");
    byId("typed-form").hidden = true;
    byId("to-typed").hidden = false;
    byId("to-ask").hidden = network.isOffline();
    byId("read-line").textContent = say(network.isOffline() ? "read.present.card" : "read.present.any");
    startCamera();
  }, camera.stop);
  on("pin", wrong => {
    pin = "";
    sayTotals();
    sayPin();
    tell("pin-error", wrong ? count("pin.wrong", wrong.triesLeft ?? 0) : "");
    if (wrong) {
      signals.refused();
    }
  });
  on("ask", () => {
    sayTotals();
    byId("ask-state").textContent = say("ask.waits");
    ask();
  }, takeBack);
  on("wait", sayTotals);
  on("lost", sayTotals);
  on("noted", sayTotals);
  on("refused", sayRefused);
  on("paid", sayPaid);
}

/** Whoever looked at something else goes on with their amount; after an answer the next sale begins at nothing. */
export const goBack = () => show("amount", current() in answers ? undefined : "keep");

export const isFree = () => current() === "amount" && total() === 0;
