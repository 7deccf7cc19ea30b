// The phone's own store: what was entered and is not sent yet, and one copy of what may be read
// without a network. Each row names the account it belongs to.
const NAME = "startline";
const VERSION = 2;

let opened;

// The store was taken away in the middle: by another page that signs out, or by the browser itself.
class Gone extends Error {}
const GONE = ["InvalidStateError", "AbortError", "UnknownError"];
const orGone = (error) => (!error || GONE.includes(error.name) ? new Gone() : error);

// Do something with the store that nobody waits for; one that is taken away meanwhile ends it.
export async function quietly(act) {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof Gone)) throw error;
    return undefined;
  }
}

export function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => upgrade(request.result);
    request.onsuccess = () => {
      request.result.onversionchange = close;
      resolve(request.result);
    };
    request.onerror = () => reject(orGone(request.error));
    request.onblocked = () => reject(new Error("blocked"));
  });
  opened.catch(() => { opened = undefined; });
  return opened;
}

const STORES = { entries: "key", snapshots: "user", running: "user", meta: "name" };

// A store that is missing is made; what waits in the others passes through every upgrade untouched.
function upgrade(db) {
  for (const [name, keyPath] of Object.entries(STORES)) {
    if (!db.objectStoreNames.contains(name)) db.createObjectStore(name, { keyPath });
  }
}

async function close() {
  const db = await opened;
  opened = undefined;
  db?.close();
}

async function ask(store, mode, question) {
  const db = await database();
  return new Promise((resolve, reject) => {
    let transaction;
    try {
      transaction = db.transaction(store, mode, { durability: "strict" });
    } catch (error) {
      opened = undefined; // a connection that is closing: the next question opens another
      return reject(orGone(error));
    }
    const request = question(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(orGone(transaction.error));
    return undefined;
  });
}

export const all = (store) => ask(store, "readonly", (rows) => rows.getAll());
export const get = (store, key) => ask(store, "readonly", (rows) => rows.get(key));
export const put = (store, row) => ask(store, "readwrite", (rows) => rows.put(row));
export const remove = (store, key) => ask(store, "readwrite", (rows) => rows.delete(key));
export const clear = (store) => ask(store, "readwrite", (rows) => rows.clear());

export async function meta(name) {
  return (await get("meta", name))?.value;
}

export const setMeta = (name, value) => put("meta", { name, value });

// Everything of everybody goes: rows and kept files.
export async function wipe() {
  await close();
  await new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(NAME);
    request.onsuccess = request.onerror = request.onblocked = () => resolve();
  });
  if (globalThis.caches) await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
}
