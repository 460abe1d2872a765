// What was taken today, what waits or was sent, giving back, and the device.
import { now, typeOf } from "./api.js";
import * as network from "./network.js";
import * as queue from "./queue.js";
import { today } from "./sale.js";
import { byId, current, element, on, show, tell } from "./screens.js";
import { setSound } from "./signals.js";
import * as store from "./store.js";
import { amount, count, euros, hour, isoDay, mona, say, sentence } from "./words.js";

const shownPayments = new Map();
let payment;
let refund;

const zone = () => network.terms()?.timeZone ?? "Europe/Paris";
const number = cents => element("td", { className: "num", textContent: amount(cents) });

/** One that this device paid and never heard of: its answer was lost. */
const isDoubtful = (one, known) => one.actor === network.place().clientId && one.means !== "offline" && !known.has(one.id);

function stateOf(one, isDoubted) {
  return isDoubted ? say("state.doubt")
    : one.refundedCents > 0 && one.state !== "refunded" ? say("state.part")
    : say(`state.${one.state}`);
}

function row(one, isDoubted) {
  const at = element("th", { scope: "row", textContent: hour(Date.parse(one.paidAt), zone()) });
  const open = element("button", { type: "button", className: "plain-button", textContent: String(one.number) });
  open.setAttribute("aria-label", say("payment.open", one.number));
  open.addEventListener("click", () => show("payment", one, isDoubted));
  return element("tr", {}, at, element("td", {}, open), number(one.monaCents - one.refundedCents), element("td", { textContent: stateOf(one, isDoubted) }));
}

function notedRow(one) {
  return element("tr", {}, element("th", { scope: "row", textContent: hour(Date.parse(one.takenAt), zone()) }), element("td", { textContent: "–" }), number(one.amountCents), element("td", { textContent: say("state.noted") }));
}

function fill(id, payments, unsent, known) {
  const table = byId(id);
  table.tBodies[0].replaceChildren(
    ...unsent.toReversed().map(notedRow), ...payments.map(one => row(one, isDoubtful(one, known))));
  const sum = payments.filter(one => ["captured", "refunded"].includes(one.state))
    .reduce((all, one) => all + one.monaCents - one.refundedCents, 0) + unsent.reduce((all, one) => all + one.amountCents, 0);
  table.querySelector("[data-sum]").textContent = amount(sum);
  const isEmpty = payments.length + unsent.length === 0;
  table.hidden = isEmpty;
  table.nextElementSibling.hidden = !isEmpty;
}

let latest = [];

async function sayDay() {
  const read = navigator.onLine ? await today().catch(() => null) : null;
  latest = read ?? latest;
  await sayKept(!read);
}

async function sayKept(isAway = true) {
  const day = isoDay(now(), zone());
  const payments = latest.filter(one => one.day === day);
  const unsent = (await queue.waiting()).filter(one => isoDay(Date.parse(one.takenAt), zone()) === day);
  const known = new Set((await store.journal()).map(entry => entry.id));
  payments.forEach(one => shownPayments.set(one.id, one));
  fill("day", payments, unsent, known);
  fill("side-day", payments, unsent, known);
  byId("today-away").hidden = !isAway;
  const waiting = await queue.waiting();
  byId("noted-line").hidden = (await store.offline()).length === 0;
  byId("noted-line").firstElementChild.textContent = waiting.length > 0 ? count("queue.waiting", waiting.length) : say("queue.open");
}

async function sayQueue() {
  const all = (await store.offline()).toReversed();
  const waiting = all.filter(one => !one.answer);
  const table = byId("queue");
  table.tBodies[0].replaceChildren(...all.map(one => {
    const state = element("td", {}, element("span", {
      className: `tag ${!one.answer ? "late" : one.answer.state === "applied" ? "good" : "bad"}`,
      textContent: say(!one.answer ? "state.noted" : `queue.${one.answer.state}`),
    }));
    if (one.answer && (one.answer.state === "refused" || one.answer.unpaidCents > 0)) {
      state.append(element("span", { className: "why", textContent: sentence(one.answer.detail) }));
    }
    const at = new Date(one.takenAt);
    const when = isoDay(at, zone()) === isoDay(now(), zone()) ? hour(at, zone())
      : `${new Intl.DateTimeFormat(document.documentElement.lang, { timeZone: zone(), day: "numeric", month: "short" }).format(at)}, ${hour(at, zone())}`;
    return element("tr", {}, element("th", { scope: "row", textContent: when }), number(one.amountCents), state);
  }));
  table.hidden = all.length === 0;
  table.nextElementSibling.hidden = all.length > 0;
  byId("send-now").hidden = waiting.length === 0;
  byId("queue-state").textContent = waiting.length > 0
    ? `${count("queue.waiting", waiting.length)}${network.isOffline() ? "" : ` ${say("queue.sending")}`}`
    : all.length > 0 ? say("queue.sent") : "";
}

function sayPayment(one, isDoubted) {
  payment = one ?? payment;
  const left = payment.monaCents - payment.refundedCents;
  byId("payment-title").textContent = say("payment.title", payment.number, hour(Date.parse(payment.paidAt), zone()));
  byId("payment-amount").textContent = amount(payment.monaCents);
  const facts = [[say("fact.state"), stateOf(payment, isDoubted)], [say("fact.means"), say(`means.${payment.means}`)]];
  if (payment.eurosCents > 0) {
    facts.push([say("fact.euros"), euros(payment.eurosCents)]);
  }
  if (payment.refundedCents > 0) {
    facts.push([say("fact.refunded"), mona(payment.refundedCents)]);
  }
  byId("payment-facts").replaceChildren(...facts.flatMap(([name, text]) => [element("dt", { textContent: name }), element("dd", { textContent: text })]));
  byId("payment-doubt").hidden = !isDoubted;
  byId("refund-form").hidden = payment.state !== "captured" || left === 0 || network.isOffline();
  byId("refund-amount").value = amount(left).replace(/\s/g, "");
  byId("refund-hint").textContent = say("refund.most", mona(left));
  tell("refund-error", "");
  byId("refund-amount").removeAttribute("aria-invalid");
}

/** "12,5", "12.50" and "12" in cents; null when it is no amount. */
export function centsOf(text) {
  const match = /^(\d{1,7})(?:[.,](\d{1,2}))?$/.exec(text.replace(/\s|MonA/gi, ""));
  return match ? Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0")) : null;
}

function checkRefund(event) {
  event.preventDefault();
  const left = payment.monaCents - payment.refundedCents;
  const cents = centsOf(byId("refund-amount").value);
  if (!cents || cents > left) {
    byId("refund-amount").setAttribute("aria-invalid", "true");
    tell("refund-error", say(cents ? "refund.too-much" : "refund.none", mona(left)));
    byId("refund-amount").focus();
    return;
  }
  // The key is made here: pressed twice, or again after an answer was lost, it is given back once.
  refund = { key: crypto.randomUUID(), cents, isWhole: cents === left && payment.refundedCents === 0 };
  show("refund");
}

async function giveBack() {
  tell("refund-refused", "");
  try {
    const answer = await network.talk("POST", `payments/${payment.id}/refunds`, {
      key: refund.key, body: refund.isWhole ? {} : { amountCents: refund.cents },
    });
    if (answer.status === 201) {
      await store.note({ id: payment.id, at: now() });
      network.tellChanged();
      show("refunded", answer.body);
      return;
    }
    tell("refund-refused", sentence(answer.body?.detail) || say("refused.unknown", typeOf(answer)));
  } catch {
    if (current() !== "ended") {
      tell("refund-refused", say("refund.lost"));
    }
  }
}

async function sayDevice() {
  byId("device-place").textContent = network.place().pointOfSaleName;
  byId("device-label").textContent = network.place().name;
  const floor = network.terms()?.offlineFloorCents;
  byId("device-floor").textContent = floor ? say("device.floor", mona(floor)) : say("device.no-floor");
  const isKept = await navigator.storage?.persisted?.() ?? false;
  byId("device-kept").textContent = say(isKept ? "device.kept" : "device.not-kept");
  byId("evening").checked = localStorage.getItem("evening") === "yes";
  byId("sound").checked = localStorage.getItem("sound") !== "no";
}

/** A till stays light in the sun; for evening markets somebody makes it dark. */
export function applyLook() {
  document.documentElement.toggleAttribute("data-evening", localStorage.getItem("evening") === "yes");
  setSound(localStorage.getItem("sound") !== "no");
}

export function prepare() {
  network.whenChanged(() => {
    if (!network.isOffline()) {
      sayDay();
    } else {
      sayKept();
    }
    if (current() === "queue") {
      sayQueue();
    }
  });
  on("today", sayDay);
  on("queue", sayQueue);
  on("payment", sayPayment);
  on("refund", () => {
    byId("refund-sum").textContent = amount(refund.cents);
    tell("refund-refused", "");
  });
  on("refunded", answer => {
    byId("refunded-sum").textContent = mona(answer.monaCents);
    tell("refunded-euros", answer.eurosCents > 0 ? say("refunded.euros", euros(answer.eurosCents)) : "");
  });
  on("device", sayDevice);
  byId("refund-form").addEventListener("submit", checkRefund);
  byId("refund-sure").addEventListener("click", giveBack);
  byId("send-now").addEventListener("click", network.beat);
  for (const [id, isYes] of [["evening", "yes"], ["sound", "yes"]]) {
    byId(id).addEventListener("change", event => {
      localStorage.setItem(id, event.target.checked ? isYes : "no");
      applyLook();
    });
  }
}
