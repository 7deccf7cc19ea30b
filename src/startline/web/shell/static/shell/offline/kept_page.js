// Fills the empty page that stands in for Today, Plan, Log and Signs when there is no network.
import { quietly } from "./db.js";
import { currentUser, dayIn, hides, kept } from "./keep.js";
import { changed, waiting } from "./queue.js";
import { ready } from "./start.js";
import { h, say } from "./view.js";

const VIEWS = { "/": "today", "/offline/": "today", "/plan/": "plan", "/log/": "log", "/signs/": "signs" };

async function fill() {
  const view = VIEWS[location.pathname] ?? "other";
  const user = await currentUser().catch(() => undefined);
  const snapshot = user && (await kept(user));
  const entries = user ? await waiting(user) : [];
  show(user ? view : "nobody");
  document.querySelectorAll("nav.tabs a").forEach((link) =>
    link.toggleAttribute("aria-current", link.dataset.view === view));
  signs(snapshot, entries);
  if (!user) return;
  if (snapshot) fillForms(snapshot);
  if (view === "today") today(snapshot, entries);
  if (view === "plan") plan(snapshot, entries);
}

function fillForms(snapshot) {
  const day = dayIn(snapshot.time_zone);
  document.documentElement.dataset.unit = snapshot.unit;
  for (const field of document.querySelectorAll("form [name=on]")) field.value ||= day;
  document.querySelector("#morning-form [name=run]").value = snapshot.morning?.run ?? "";
}

function show(view) {
  for (const part of document.querySelectorAll("[data-view-of]")) {
    part.hidden = part.dataset.viewOf !== view;
  }
}

const put = (id, ...children) => document.getElementById(id)?.replaceChildren(...children);

// A sign that was ticked stops running at once, sent or not.
function signs(snapshot, entries) {
  const ticked = entries.filter((entry) => entry.kind === "sign").flatMap((entry) => entry.part.sign);
  const rows = [...document.querySelectorAll("#sign-form label")];
  const mine = rows.filter((row) => ticked.includes(row.querySelector("input").value));
  const emergency = mine.some((row) => row.dataset.emergency);
  const known = snapshot?.flags ?? { open: [], heading: "" };
  const card = document.getElementById("stop");
  card.hidden = mine.length + known.open.length === 0;
  document.getElementById("flags-first").hidden = !card.hidden;
  put("stop-heading", emergency ? card.dataset.emergency : known.heading || card.dataset.see);
  put("stop-list", ...known.open.map((text) => h("li", { textContent: text })),
    ...mine.map((row) => h("li", { textContent: row.dataset.words })));
}

function asOf(snapshot, hidden) {
  const said = say(hidden ? "as_of" : "as_of_plain", { when: snapshot.as_of });
  return h("p", { className: "small soft as-of", textContent: said });
}

function today(snapshot, entries) {
  if (!snapshot) return put("kept-today", h("p", { textContent: say("nothing_kept") }));
  const hidden = hides(snapshot, entries);
  const far = snapshot.distances;
  document.getElementById("kept-morning").hidden = !snapshot.morning || answered(snapshot, entries);
  if (hidden) {
    const none = far ? [] : [h("p", { textContent: say("no_suggestion") })];
    return put("kept-today", ...none, asOf(snapshot, true));
  }
  put("kept-today", ...advised(far.today), asOf(snapshot, false),
    ...(far.long_run ? [h("hr"), ...advised(far.long_run)] : []),
    h("ul", {}, ...far.to_know.map((line) => h("li", { textContent: line }))),
    h("p", { className: "small soft", textContent: far.data_age }));
}

// The morning is asked about once, and on its own day alone.
function answered(snapshot, entries) {
  const other = dayIn(snapshot.time_zone) !== snapshot.on;
  return other || entries.some((entry) => entry.kind === "morning");
}

export function advised(day) {
  const lines = [day.said, ...day.below, day.chance, day.light].filter(Boolean);
  const number = day.number ? [h("p", { className: "number", textContent: day.number })] : [];
  return [h("h2", { textContent: [day.day, day.kind].filter(Boolean).join(" · ") }), ...number,
    ...lines.map((line) => h("p", { textContent: line }))];
}

function plan(snapshot, entries) {
  if (!snapshot) return put("kept-plan", h("p", { textContent: say("nothing_kept") }));
  const hidden = hides(snapshot, entries);
  const rows = snapshot.days.map((day, at) => h("tr", {},
    h("th", { scope: "row", textContent: day.day }), h("td", { textContent: day.kind }),
    hidden ? "" : h("td", { textContent: snapshot.distances.plan[at] || "–" })));
  put("kept-plan", asOf(snapshot, hidden), h("table", {}, h("tbody", {}, ...rows)));
}

await ready;
await quietly(fill);
changed.addEventListener("queue", () => quietly(fill));
