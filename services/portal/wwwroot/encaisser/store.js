// What the till keeps on this device: its key, who it is, what it took without network, what it was answered.
const name = "caisse-encaisser";
let opened;

const done = request => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("device");
      request.result.createObjectStore("offline", { keyPath: "counter" });
      request.result.createObjectStore("journal", { keyPath: "id" });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function within(store, mode, act) {
  return done(act((await open()).transaction(store, mode).objectStore(store)));
}

export const read = key => within("device", "readonly", store => store.get(key));
export const keep = (key, value) => within("device", "readwrite", store => store.put(value, key));
export const offline = () => within("offline", "readonly", store => store.getAll());
export const journal = () => within("journal", "readonly", store => store.getAll());
export const note = entry => within("journal", "readwrite", store => store.put(entry));

/** A payment and the count it used up are written together, and are on the disk before anybody is told. */
export async function takeOffline(payment) {
  const database = await open();
  const transaction = database.transaction(["offline", "device"], "readwrite", { durability: "strict" });
  transaction.objectStore("offline").add(payment);
  transaction.objectStore("device").put(payment.counter, "counter");
  await new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });
}

/** What the platform answered to payments that were sent. */
export async function answered(payments) {
  const database = await open();
  const transaction = database.transaction("offline", "readwrite", { durability: "strict" });
  payments.forEach(payment => transaction.objectStore("offline").put(payment));
  await new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });
}

/** Forgets what was answered long ago. What was not sent is never forgotten. */
export async function forgetBefore(instant) {
  for (const payment of await offline()) {
    if (payment.answer && Date.parse(payment.takenAt) < instant) {
      await within("offline", "readwrite", store => store.delete(payment.counter));
    }
  }
  for (const entry of await journal()) {
    if (entry.at < instant) {
      await within("journal", "readwrite", store => store.delete(entry.id));
    }
  }
}

/** Forgets everything, its key too: the device is nobody's till any more. */
export async function forgetAll() {
  const database = await open();
  const stores = ["device", "offline", "journal"];
  const transaction = database.transaction(stores, "readwrite");
  stores.forEach(store => transaction.objectStore(store).clear());
  await new Promise(resolve => { transaction.oncomplete = resolve; });
}
