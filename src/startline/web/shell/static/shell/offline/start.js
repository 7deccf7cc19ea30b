// Runs on every page: whose phone this is, what waits to be sent, what may be read offline.
import { meta, quietly, setMeta } from "./db.js";
import { keepForms } from "./form.js";
import { currentUser, forgetReading, isBehind, keepAnew, takeOver } from "./keep.js";
import { guardSignOut } from "./leave.js";
import { change, changed, discard, ofOthers, sendAll, waiting } from "./queue.js";
import { button, h, moment, notice, say } from "./view.js";

const { user, facts, version } = document.body.dataset;
const isKept = user === undefined; // a page the phone keeps: it names nobody
const whose = async () => (isKept ? currentUser() : user);
const OLD_MS = 24 * 60 * 60 * 1000;

export const ready = quietly(begin);

async function begin() {
  keepForms(whose);
  guardSignOut(whose);
  watchVersion();
  try {
    if (user) await takeOver(user);
    else if (user === "") await forgetReading();
  } catch {
    return undefined; // this browser keeps nothing: every page works as it does without scripts
  }
  changed.addEventListener("queue", () => quietly(showWaiting));
  changed.addEventListener("due", send);
  changed.addEventListener("clock", (event) =>
    notice("clock", h("p", { textContent: say("clock_off", { n: event.detail.clock_off_min }) })));
  await showWaiting();
  if (user && (await isBehind(user, facts))) await keepAnew(user);
  addEventListener("online", send);
  document.addEventListener("visibilitychange", () => document.hidden || send());
  await send();
  return whose();
}

export function send() {
  return quietly(sendWaiting);
}

async function sendWaiting() {
  const account = await whose();
  if (!account) return;
  const had = await waiting(account);
  if (!had.length) return;
  const reply = await sendAll(account);
  if (reply?.signIn) askToSignIn();
  const left = await waiting(account);
  if (left.length < had.length) {
    await keepAnew(account);
    if (isKept && !left.length && location.pathname !== "/run/") location.reload();
  }
}

// A page that came out of the browser's memory may be of somebody who has left.
addEventListener("pageshow", (event) => event.persisted && location.reload());

// --- what waits --------------------------------------------------------------------------------

async function showWaiting() {
  const account = (await whose()) ?? "";
  const mine = await waiting(account);
  const others = await ofOthers(account);
  if (mine.length) notice("waiting", ...waitingCard(mine, await isLasting()));
  else notice("waiting");
  if (others.length && account) {
    notice("others", h("p", { textContent: say("other_account", { n: others.length }) }));
  } else if (others.length && user === "") {
    notice("others", h("h2", { textContent: say("unsent", { n: others.length }) }),
      h("p", { textContent: say("sign_in") }));
  } else notice("others");
}

function waitingCard(entries, lasting) {
  const oldest = entries[0].client_at;
  const old = !lasting && Date.now() - Date.parse(oldest) > OLD_MS;
  return [
    h("h2", { textContent: say("unsent", { n: entries.length }) }),
    h("p", {}, `${say("oldest", { when: moment(oldest) })} ${say(old ? "may_go" : "sending")}`),
    ...entries.filter((entry) => entry.look).map(toLookAt),
    button(say("send_now"), send),
  ];
}

const isLasting = () => navigator.storage?.persisted?.().catch(() => false) ?? false;

function askToSignIn() {
  notice("sign-in", h("p", { textContent: say("sign_in") }),
    h("p", {}, h("a", { className: "button second", href: "/account/login/?next=/",
      textContent: say("sign_in_link") })));
}

// --- what needs a look -------------------------------------------------------------------------

function toLookAt(entry) {
  if (entry.look.status === 409) return bothVersions(entry);
  const problems = (entry.look.problems ?? []).map((one) =>
    h("li", { textContent: one.problem }));
  const what = `${say(`kind_${entry.kind}`)}, ${moment(entry.client_at)}`;
  return h("div", { className: "look" }, h("h3", { textContent: say("look") }),
    h("p", { textContent: what }), h("ul", {}, ...problems),
    entry.look.confirm
      ? button(say("confirm"), () => again(entry, { confirmed: "on" })) : "",
    button(say("discard"), () => confirm(say("discard_sure")) && discard(entry.key), "alert"));
}

function bothVersions(entry) {
  return h("div", { className: "look" }, h("h3", { textContent: say("both") }),
    h("div", { className: "two" },
      version_(say("stored"), entry.look.stored), version_(say("yours"), entry.look.sent)),
    button(say("keep_stored"), () => discard(entry.key)),
    button(say("use_mine"), () => again(entry, { version: String(entry.look.version) })));
}

function version_(title, lines) {
  return h("section", {}, h("h4", { textContent: title }), h("dl", { className: "facts" },
    ...lines.flatMap(([question, answer]) =>
      [h("dt", { textContent: question }), h("dd", { textContent: answer })])));
}

async function again({ look, ...entry }, answers) {
  await change({ ...entry, part: { ...entry.part, ...answers } });
  await send();
}

// --- the version of what is kept ---------------------------------------------------------------

async function watchVersion() {
  const workers = navigator.serviceWorker;
  if (!workers) return;
  workers.addEventListener("message", ({ data }) => {
    if (version && data?.version && data.version !== version) askToReload();
  });
  const registration = await workers.register("/sw.js").catch(() => undefined);
  workers.controller?.postMessage("version");
  workers.ready.then(beLookedAfter);
  if (registration && (await keptIsStale())) registration.active?.postMessage("keep again");
}

// A page that was opened while the worker came back after a sign-out has none until its next load.
function beLookedAfter(registration) {
  if (!navigator.serviceWorker.controller) registration.active.postMessage("look after me");
}

async function keptIsStale() {
  const language = document.documentElement.lang;
  const before = await meta("language").catch(() => language);
  if (user && before !== language) await setMeta("language", language).catch(() => undefined);
  return (before !== undefined && before !== language) || (await caches.keys()).length === 0;
}

function askToReload() {
  notice("reload", h("p", { textContent: say("reload") }), button(say("reload_now"), async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    await registration?.update().catch(() => undefined);
    const next = registration?.waiting ?? registration?.installing;
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
    if (!next) return location.reload();
    next.addEventListener("statechange", () => next.state === "installed" && next.postMessage("take over"));
    next.postMessage("take over");
  }));
}
