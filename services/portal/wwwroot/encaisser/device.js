// Who this device is: an ECDSA key that cannot leave it. It signs in with it, and signs what it takes without network.
import { keep, read } from "./store.js";

const curve = { name: "ECDSA", namedCurve: "P-256" };
const signature = { name: "ECDSA", hash: "SHA-256" };
const lifetimeSeconds = 60;
const bytes = text => new TextEncoder().encode(text);

export const base64Url = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

export const hex = buffer => Array.from(new Uint8Array(buffer), byte => byte.toString(16).padStart(2, "0")).join("");

export const digest = async text => hex(await crypto.subtle.digest("SHA-256", bytes(text)));

async function keys() {
  let pair = await read("keys");
  if (!pair) {
    pair = await crypto.subtle.generateKey(curve, false, ["sign", "verify"]);
    await keep("keys", pair);
  }
  return pair;
}

/** The public key as programs exchange it; the private one is never read by anybody. */
export async function publicKey() {
  const exported = new Uint8Array(await crypto.subtle.exportKey("spki", (await keys()).publicKey));
  return btoa(String.fromCharCode(...exported));
}

export const sign = async text => base64Url(await crypto.subtle.sign(signature, (await keys()).privateKey, bytes(text)));

/** Proves for a minute that this is the device with the key (RFC 7523). */
export async function assertion(clientId, audience, now) {
  const seconds = Math.floor(now / 1000);
  const head = { alg: "ES256", typ: "client-authentication+jwt" };
  const claims = {
    iss: clientId, sub: clientId, aud: audience, jti: crypto.randomUUID(), iat: seconds, exp: seconds + lifetimeSeconds,
  };
  const text = [head, claims].map(part => base64Url(bytes(JSON.stringify(part)))).join(".");
  return `${text}.${await sign(text)}`;
}
