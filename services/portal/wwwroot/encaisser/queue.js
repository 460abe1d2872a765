// Cards taken without network: signed and counted on this device, sent by itself once the network is back.
import { call, now } from "./api.js";
import { digest, sign } from "./device.js";
import * as store from "./store.js";

const most = 100;
const keptDays = 40;
const day = 86_400_000;

const dayOf = (instant, zone) => new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(instant);

export const waiting = async () => (await store.offline()).filter(payment => !payment.answer);

/** What a card may still pay today on this device, by its floor; null where it offers nothing. */
async function leftOf(cardSha256, rules, instant) {
  if (rules.offlineFloorCents === null || rules.offlineFloorCents === undefined) {
    return null;
  }
  const today = dayOf(instant, rules.timeZone);
  const taken = (await store.offline())
    .filter(one => one.cardSha256 === cardSha256 && one.answer?.state !== "refused"
      && dayOf(Date.parse(one.takenAt), rules.timeZone) === today)
    .reduce((sum, one) => sum + one.amountCents, 0);
  return Math.max(0, rules.offlineFloorCents - taken);
}

/** Notes a card; answers the payment, or what of it would be possible. The card itself is forgotten here. */
export const take = (till, rules, card, amountCents) => navigator.locks.request("caisse-encaisser", async () => {
  const instant = now();
  const cardSha256 = await digest(card);
  const leftCents = await leftOf(cardSha256, rules, instant);
  if (leftCents === null || amountCents > leftCents) {
    return { leftCents };
  }
  const counter = Math.max(await store.read("counter") ?? 0, rules.highestCounter ?? 0) + 1;
  const takenAt = new Date(instant).toISOString().replace(/\.\d+Z$/, "Z");
  const text = ["caisse-offline-1", till.caisse, till.tillId, till.pointOfSaleId, counter, cardSha256, amountCents, takenAt].join("\n");
  const payment = { counter, cardSha256, amountCents, takenAt, signature: await sign(text) };
  await store.takeOffline(payment);
  return { payment };
});

/** Sends what waits, the oldest first; answers how many were answered. */
export const send = till => navigator.locks.request("caisse-encaisser-envoi", async () => {
  let sent = 0;
  for (;;) {
    const next = (await waiting()).slice(0, most);
    if (next.length === 0) {
      return sent;
    }
    const payments = next.map(({ counter, cardSha256, amountCents, takenAt, signature }) =>
      ({ counter, cardSha256, amountCents, takenAt, signature }));
    const answer = await call(till, "POST", "offline-payments", { body: { tillId: till.tillId, payments }, patience: 15_000 });
    if (answer.status !== 200) {
      return sent;
    }
    const answers = new Map(answer.body.payments.map(one => [one.counter, one]));
    const done = next.filter(one => answers.has(one.counter)).map(one => ({ ...one, answer: answers.get(one.counter), answeredAt: now() }));
    if (done.length === 0) {
      return sent;
    }
    await store.answered(done);
    sent += done.length;
  }
});

export const forgetOld = () => store.forgetBefore(now() - keptDays * day);
