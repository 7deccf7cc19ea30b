// One copy of Today and the plan for each account, and when it may still show a distance.
import { all, clear, get, meta, put, remove, setMeta } from "./db.js";

const FRESH_MS = 24 * 60 * 60 * 1000;
const CLOCK_SLACK_MS = 10 * 60 * 1000;
const PATIENCE_MS = 5000;

export const currentUser = () => meta("user");
export const kept = (user) => get("snapshots", user);

// Take over for the account that is signed in; no copy of another one stays.
export async function takeOver(user) {
  await setMeta("user", user);
  for (const store of ["snapshots", "running"]) {
    for (const row of await all(store)) if (row.user !== user) await remove(store, row.user);
  }
}

// Nobody is signed in: what may be read goes, what waits to be sent stays.
export async function forgetReading() {
  await Promise.all([clear("snapshots"), clear("running"), clear("meta")]);
}

// What the server has now; nothing when it does not say so in time, to the last byte.
async function asked() {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const response = await fetch("/offline/snapshot/", { signal });
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined;
  }
}

export async function keepAnew(user) {
  const before = await meta("stored");
  const snapshot = await asked();
  if (!snapshot || snapshot.user !== user) return undefined;
  await put("snapshots", { ...snapshot, behind: (await meta("stored")) !== before });
  return snapshot;
}

// The server has something this copy was made without: until it is made anew it shows no distance.
export async function markBehind(user) {
  await setMeta("stored", Math.random()); // a copy that is just being fetched is behind as well
  const snapshot = await kept(user);
  if (snapshot) await put("snapshots", { ...snapshot, behind: true });
}

export async function isBehind(user, facts) {
  const snapshot = await kept(user);
  const age = Date.now() - Date.parse(snapshot?.made_at ?? 0);
  const same = snapshot && String(snapshot.facts) === facts && snapshot.freshness === "current"
    && !snapshot.behind;
  return !same || age > 60 * 60 * 1000 || age < 0;
}

// Whether no distance of this copy may be shown: it is of another day, a day old, from after now,
// or something was entered since that the server did not know.
export function hides(snapshot, entries, now = new Date()) {
  const age = now - new Date(snapshot.made_at);
  return entries.length > 0 || snapshot.behind || !snapshot.distances || age > FRESH_MS
    || age < -CLOCK_SLACK_MS || dayIn(snapshot.time_zone, now) !== snapshot.on;
}

export function dayIn(zone, now = new Date()) {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit",
  });
  return parts.format(now);
}
