// Words and amounts in the language of the page, which has them all.
const language = document.documentElement.lang;
const texts = new Map([...document.getElementById("words").content.querySelectorAll("[data-word]")].map(item => [item.dataset.word, item.textContent]));
const amounts = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const noBreak = "\u00a0";

export const has = name => texts.has(name);

export function say(name, ...values) {
  const text = texts.get(name) ?? name;
  return values.reduce((said, value, place) => said.replaceAll(`{${place}}`, value), text);
}

export const count = (name, number) =>
  say(`${name}.${number === 1 || (number === 0 && language === "fr") ? "one" : "many"}`, number);

export const amount = cents => amounts.format(cents / 100);
export const mona = cents => `${amount(cents)}${noBreak}MonA`;
export const euros = cents => language === "fr" ? `${amount(cents)}${noBreak}€` : `€${amount(cents)}`;

export function hour(instant, zone) {
  const text = new Intl.DateTimeFormat("fr", { timeZone: zone, hour: "numeric", minute: "2-digit" }).format(instant);
  const [hours, minutes] = text.split(":");
  return language === "fr" ? `${Number(hours)}${noBreak}h${noBreak}${minutes}` : text;
}

export const date = (instant, zone) =>
  new Intl.DateTimeFormat(language, { timeZone: zone, weekday: "long", day: "numeric", month: "long" }).format(instant);

export const isoDay = (instant, zone) => new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(instant);

/** A sentence of the platform, with a capital and a full stop. */
export const sentence = text => text ? `${text[0].toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}` : "";
