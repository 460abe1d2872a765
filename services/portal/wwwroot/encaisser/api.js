// Speaks with the platform as any app does: a token for the device's key, in memory only.
import { assertion } from "./device.js";
import { keep } from "./store.js";

/** Nobody answered: what was asked may have been done. */
export class Lost extends Error {}

/** The device was ended, or is not known any more. */
export class Ended extends Error {}

const patience = 4000;
const beforeExpiry = 60_000;
const language = document.documentElement.lang;
const issuer = document.getElementById("till").dataset.issuer;
let token;
let signing;
let skew = 0;

export const now = () => Date.now() + skew;

/** Nobody sets the clock of a till: what differs from the platform's is known since the last answer. */
export function setSkew(milliseconds) {
  skew = milliseconds;
}

function hearClock(response) {
  const theirs = Date.parse(response.headers.get("Date"));
  if (theirs && Math.abs(theirs - now()) > 2000) {
    setSkew(theirs - Date.now());
    keep("skew", skew);
  }
}

async function ask(path, options) {
  try {
    // With credentials a browser would ask whoever stands there for a name and a password when a device was ended.
    const response = await fetch(path, {
      ...options, cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(options.patience ?? patience),
    });
    hearClock(response);
    const text = await response.text();
    const isJson = response.headers.get("Content-Type")?.includes("json");
    return { status: response.status, body: text && isJson ? JSON.parse(text) : text };
  } catch (error) {
    throw new Lost(error.message);
  }
}

async function signIn(till, isAgain) {
  const answer = await ask("/oauth/token", {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: till.clientId,
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: await assertion(till.clientId, issuer, now()),
    }),
  });
  if (answer.status === 200) {
    return { text: answer.body.access_token, until: now() + answer.body.expires_in * 1000 };
  }
  if (answer.status !== 400 && answer.status !== 401) {
    throw new Lost(`sign-in: ${answer.status}`);
  }
  // The first answer told the time; a clock that was wrong is right now.
  if (isAgain) {
    throw new Ended();
  }
  return signIn(till, true);
}

/** Whoever calls at the same time waits for the same sign-in. */
function signedIn(till) {
  if (!token || token.until - beforeExpiry < now()) {
    signing ??= signIn(till, false).then(made => token = made).finally(() => { signing = undefined; });
    return signing;
  }
  return token;
}

/** Calls an address of the caisse; answers status and body, whatever they are. */
export async function call(till, method, path, { body, key, patience: wait } = {}) {
  for (let isAgain = false; ; isAgain = true) {
    const mine = await signedIn(till);
    const answer = await ask(`/v1/caisses/${till.caisse}/${path}`, {
      method,
      patience: wait,
      headers: {
        Authorization: `Bearer ${mine.text}`,
        "Accept-Language": language,
        ...(body && { "Content-Type": "application/json" }),
        ...(key && { "Idempotency-Key": key }),
      },
      body: body && JSON.stringify(body),
    });
    if (answer.status !== 401 || isAgain) {
      return answer;
    }
    if (token === mine) {
      token = undefined;
    }
  }
}

/** Calls what anybody may call. */
export const anonymously = (method, path, body) => ask(path, {
  method,
  headers: { "Accept-Language": language, ...(body && { "Content-Type": "application/json" }) },
  body: body && JSON.stringify(body),
});

/** A picture of the caisse, as an address for an image; null where there is none. */
export async function picture(till, path) {
  try {
    const response = await fetch(`/v1/caisses/${till.caisse}/${path}`, {
      headers: { Authorization: `Bearer ${token?.text}`, Accept: "image/svg+xml" },
      signal: AbortSignal.timeout(patience),
    });
    return response.ok ? URL.createObjectURL(await response.blob()) : null;
  } catch {
    return null;
  }
}

export const typeOf = answer => answer.body?.type?.split("/").pop() ?? "unknown";
