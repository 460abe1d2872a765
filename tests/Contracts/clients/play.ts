// A till's day, played by a client that openapi-typescript makes of the description: whatever is misspelt here, or
// described wrongly there, does not compile. What it needs to know comes in PLAY, as JSON.
import createClient from "openapi-fetch";
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { paths } from "./openapi.js";

interface Play {
  address: string;
  clock: string;
  caisse: string;
  pointOfSaleId: string;
  coordinator: string;
  card: string;
  day: string;
}

const play = JSON.parse(process.env["PLAY"] ?? "{}") as Play;
const attempts = 100;

function as(token?: string) {
  // The play is of another day; tokens are of today.
  const headers: Record<string, string> =
    token === undefined ? {} : { Authorization: `Bearer ${token}`, "Caisse-Clock": play.clock };
  return createClient<paths>({ baseUrl: play.address, headers });
}

function ended(part: string): void {
  console.log(`played: ${part}`);
}

function refused(part: string, error: unknown): never {
  throw new Error(`${part}: ${JSON.stringify(error)}`);
}

/** What another service has still to hear of is asked for again. */
async function until<T>(part: string, ask: () => Promise<T | undefined>): Promise<T> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const found = await ask();
    if (found !== undefined) {
      return found;
    }
    await pause(100);
  }
  return refused(part, "it did not come");
}

const path = { caisse: play.caisse };
const place = { ...path, pointOfSaleId: play.pointOfSaleId };

const registered = await as(play.coordinator).POST("/v1/caisses/{caisse}/points-of-sale/{pointOfSaleId}/tills", {
  params: { path: place },
  body: { name: "Till of a third party" },
});
const till = registered.data ?? refused("register a till", registered.error);
ended("register a till");

const token = await until("sign in", async () => {
  const { data } = await as().POST("/oauth/token", {
    body: { grant_type: "client_credentials", client_id: till.clientId, client_secret: till.clientSecret },
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
  });
  return data?.access_token;
});
const api = as(token);
ended("sign in");

const key = randomUUID();
const pay = () => api.POST("/v1/caisses/{caisse}/payments", {
  params: { path, header: { "Idempotency-Key": key } },
  body: { pointOfSaleId: play.pointOfSaleId, means: { card: play.card }, amountCents: 1250, capture: true },
});
const paid = await pay();
const payment = paid.data ?? refused("pay", paid.error);
if (payment.monaCents !== 1250 || !paid.response.headers.get("Location")) {
  refused("pay", payment);
}
ended("pay");

const again = await pay();
if (again.data?.id !== payment.id) {
  refused("pay once for one key", again.data ?? again.error);
}
ended("pay once for one key");

const refund = await api.POST("/v1/caisses/{caisse}/payments/{paymentId}/refunds", {
  params: { path: { ...path, paymentId: payment.id }, header: { "Idempotency-Key": randomUUID() } },
  body: { amountCents: 250 },
});
if (refund.data?.refundedCents !== 250) {
  refused("refund", refund.data ?? refund.error);
}
ended("refund");

const nobodys = await api.POST("/v1/caisses/{caisse}/payments", {
  params: { path, header: { "Idempotency-Key": randomUUID() } },
  body: { pointOfSaleId: play.pointOfSaleId, means: { card: "nobody's" }, amountCents: 100, capture: true },
});
if (!nobodys.error?.type?.endsWith("/card-unknown")) {
  refused("read why not", nobodys.error);
}
ended("read why not");

const statement = await until("read the statement", async () => {
  const { data } = await api.GET("/v1/caisses/{caisse}/points-of-sale/{pointOfSaleId}/statement", {
    params: { path: place, query: { from: play.day, to: play.day } },
  });
  // As CSV it would be a text.
  return typeof data === "object" && data.movements.length === 2 ? data : undefined;
});
if (statement.netCents !== 1000) {
  refused("read the statement", statement);
}
ended("read the statement");
