// What was entered waits here until the server has it: in order, at most five a second, each under
// a key of its own, so that one sent twice is stored once. Never sent from another account.
import { all, put, remove } from "./db.js";
import { markBehind } from "./keep.js";

const BETWEEN_MS = 200;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 300_000;
const PATIENCE_MS = 10_000;

export const changed = new EventTarget();
const tell = () => changed.dispatchEvent(new Event("queue"));

export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) =>
    n.toString(16).padStart(2, "0")).join("");
}

export async function add(kind, part, user) {
  const now = new Date();
  const place = Math.max(0, ...(await all("entries")).map((entry) => entry.place)) + 1;
  const entry = {
    key: part.key || newKey(), kind, user, part, place,
    client_at: now.toISOString(), offset_min: -now.getTimezoneOffset(),
  };
  await put("entries", entry);
  navigator.storage?.persist?.().catch(() => false);
  tell();
  return entry;
}

export async function waiting(user) {
  const rows = (await all("entries")).filter((entry) => entry.user === user);
  return rows.sort((a, b) => a.place - b.place);
}

export async function ofOthers(user) {
  return (await all("entries")).filter((entry) => entry.user !== user);
}

export async function discard(key) {
  await remove("entries", key);
  tell();
}

export async function change(entry) {
  await put("entries", entry);
  tell();
}

// --- sending -----------------------------------------------------------------------------------

let timer;
let failures = 0;

// Send everything of this account, one page at a time. Whatever stops it, and be it another page
// that is sending, `changed` says "due" when to try again. `patient`: wait for that page instead.
export async function sendAll(user, patient = false) {
  clearTimeout(timer);
  if (!navigator.locks) return sendInTurn(user);
  return navigator.locks.request("startline-send", { ifAvailable: !patient }, (lock) =>
    lock ? sendInTurn(user) : later());
}

async function sendInTurn(user) {
  const todo = (await waiting(user)).filter((entry) => !entry.look);
  if (todo.length === 0) return { done: true };
  const who = await asked();
  if (who.user !== user) return who.status ? { signIn: who.status === 401 } : later();
  for (const entry of todo) {
    const started = Date.now();
    const reply = await sendOne(entry, who.token);
    if (reply.retry) return later(reply.after);
    if (reply.signIn) return { signIn: true };
    await pause(BETWEEN_MS - (Date.now() - started));
  }
  failures = 0;
  return { done: true };
}

// Who the server takes this browser for, with a token that is fresh.
async function asked() {
  try {
    const response = await fetch("/offline/token/", { signal: AbortSignal.timeout(PATIENCE_MS) });
    const said = response.ok ? await response.json() : {};
    return { ...said, status: response.status >= 500 ? 0 : response.status };
  } catch {
    return { status: 0 };
  }
}

export async function sendOne(entry, token, shown = false) {
  let response;
  try {
    response = await fetch(`/offline/entries/${shown ? "?shown=1" : ""}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({
        key: entry.key, kind: entry.kind, user: entry.user, part: entry.part,
        client_at: entry.client_at, offset_min: entry.offset_min,
        sent_at: new Date().toISOString(),
      }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch {
    return { retry: true };
  }
  return became(entry, response);
}

async function became(entry, response) {
  const said = await response.json().catch(() => null);
  if (said && (response.status === 200 || response.status === 201)) {
    await markBehind(entry.user);
    await discard(entry.key);
    if (said.clock_off_min) changed.dispatchEvent(new CustomEvent("clock", { detail: said }));
    return { stored: said };
  }
  if (said && [409, 413, 422].includes(response.status)) {
    await change({ ...entry, look: { status: response.status, ...said } });
    return { look: said, status: response.status };
  }
  if (response.status === 401 || said?.code === "other_account") return { signIn: true };
  return { retry: true, after: Number(response.headers.get("Retry-After")) * 1000 || 0 };
}

function later(after = 0) {
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures);
  failures += 1;
  clearTimeout(timer);
  timer = setTimeout(() => changed.dispatchEvent(new Event("due")), Math.max(after, wait * (0.5 + Math.random() / 2)));
  return { retry: true };
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
