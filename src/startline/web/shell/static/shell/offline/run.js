// During a run: mark pain, read the light, turn for home. Works without a network; the position
// stays on the phone and is not even kept there.
import { get, put, remove } from "./db.js";
import { currentUser, dayIn, hides, keepAnew, kept } from "./keep.js";
import { waiting } from "./queue.js";
import { odometer } from "./odometer.js";
import { ready, send } from "./start.js";
import { h, say, tenths } from "./view.js";

const KM = { km: 1, mi: 1.609344 };
const SAVE_EVERY_MS = 5000;
const $ = (id) => document.getElementById(id);
const MINUTE_MS = 60_000;

let user;
let snapshot;
let hidden = true;
let run; // { user, started_at, km, counted, marks: [{at, nrs}], began, began_at, nrs, course, ... }
let lock;
let saved = 0;
const meter = odometer((km) => {
  run.km += km;
  run.counted = true;
  if (Date.now() - saved > SAVE_EVERY_MS) save();
  show();
});

async function begin() {
  await keepAnew(user);
  snapshot = await kept(user);
  run = await get("running", user);
  if (!snapshot) {
    $("run-nobody").hidden = false;
    return;
  }
  document.documentElement.dataset.unit = snapshot.unit;
  hidden = hides(snapshot, await waiting(user));
  $("run-page").hidden = false;
  $("run-sign").elements.on.value = dayIn(snapshot.time_zone);
  fillToday();
  listen();
  show();
  if (run?.counting) count();
}

function fillToday() {
  const open = snapshot.flags.open;
  if (open.length) stop(snapshot.flags.heading, open.join(", "));
  const day = snapshot.distances?.today;
  const lines = hidden ? [say("no_distance")] : [day.said, ...day.below].filter(Boolean);
  $("run-number").replaceChildren(
    ...(!hidden && day.number ? [h("p", { className: "number", textContent: day.number })] : []),
    ...lines.map((line) => h("p", { textContent: line })),
    h("p", { className: "small soft", textContent: say("as_of_plain", { when: snapshot.as_of }) }));
  const rules = snapshot.light?.rules ?? [];
  $("run-rules").replaceChildren(...rules.map((line) => h("li", { textContent: line })));
}

// --- what is pressed ---------------------------------------------------------------------------

function listen() {
  on("run-start", start);
  on("run-begins", begins);
  on("run-stop", finish);
  on("run-back", () => { run.ended = false; show(); });
  on("run-sharp", () => set({ sharp: true }));
  on("run-limp", () => set({ limp: true }));
  picks("run-nrs", (value) => rate(Number(value)));
  picks("run-course", (course) => set({ course }));
  picks("run-mark", (began) => set({ began, began_at: undefined }));
  $("run-sign").addEventListener("submit", () => {
    const row = $("run-sign").querySelector("label:has(input:checked)");
    if (row) stop(row.dataset.emergency ? $("run-alarm").dataset.emergency : snapshot.light?.sign
      ?? $("run-alarm").dataset.see, row.dataset.words);
  });
  document.addEventListener("kept", async (event) => {
    if (event.detail.kind === "run") await remove("running", user);
  });
  document.addEventListener("visibilitychange", () => document.hidden || stayAwake());
}

const on = (id, press) => $(id).addEventListener("click", press);
const picks = (id, chosen) => $(id).addEventListener("click", (event) => {
  const value = event.target.closest("button")?.value;
  if (value !== undefined) chosen(value);
});

function start() {
  run = { user, started_at: new Date().toISOString(), km: 0, counted: false, marks: [],
    counting: $("run-count").checked };
  if (run.counting) count();
  save();
  show();
}

function count() {
  meter.start(() => set({ counting: false }));
  stayAwake();
}

async function stayAwake() {
  if (!run || run.ended) return;
  lock = await navigator.wakeLock?.request("screen").catch(() => undefined);
}

function begins() {
  const at = here();
  set({ hurts: true, began_at: at, began: at === undefined ? undefined : mark(at) });
}

// It grew when the rating did; whoever says that it stays or eases says so after it.
function rate(nrs) {
  const grew = nrs > (run.nrs ?? 0);
  const at = here();
  if (at !== undefined && run.marks.length < 200) run.marks.push({ at, nrs });
  set({ nrs, worst: Math.max(nrs, run.worst ?? 0), hurts: run.hurts || nrs > 0,
    course: grew ? undefined : run.course });
}

function set(changes) {
  Object.assign(run, changes);
  save();
  show();
}

function save() {
  saved = Date.now();
  put("running", run).catch(() => undefined);
}

const step = () => KM[snapshot.unit];
const here = () => (run.counted ? Math.floor((run.km / step()) * 100) / 100 : undefined);
const mark = (at) => (at * step() < 0.5 ? "first" : String(Math.max(1, Math.round(at))));

// --- what is shown -----------------------------------------------------------------------------

function show() {
  const going = Boolean(run) && !run.ended;
  $("run-before").hidden = Boolean(run) || snapshot.flags.open.length > 0;
  $("run-during").hidden = !going;
  $("run-after").hidden = !run?.ended;
  if (!run) return;
  const at = here();
  $("run-so-far").textContent = at === undefined
    ? say("no_position") : say("so_far", { far: tenths(at), unit: snapshot.unit });
  $("run-turn").textContent = turn();
  $("run-where").textContent = !run.hurts ? "" : run.began_at !== undefined
    ? say("begins_at", { far: tenths(run.began_at), unit: snapshot.unit }) : say("begins");
  $("run-begins").hidden = Boolean(run.hurts);
  $("run-hurts").hidden = !run.hurts;
  $("run-marks").hidden = run.began_at !== undefined;
  pressed("run-nrs", String(run.nrs ?? ""));
  pressed("run-course", run.course ?? "");
  pressed("run-mark", run.began ?? "");
  light();
}

function pressed(id, value) {
  for (const one of $(id).querySelectorAll("button")) {
    one.setAttribute("aria-pressed", String(one.value === value));
  }
}

// Reached by this phone's count; the numbers are today's own and nothing is added to them.
function turn() {
  const day = snapshot.distances?.today;
  if (hidden || !run.counted || !day) return "";
  if (day.advised_km && run.km >= day.advised_km) return say("is_today");
  return day.turn_back_km && run.km >= day.turn_back_km ? say("turn_now") : "";
}

// Red stays red: what comes later on this run takes no stop back.
function light() {
  const rules = snapshot.light;
  const worst = run.worst ?? 0;
  const course = run.course ?? (worst ? "worsened" : "steady");
  let colour = rules ? rules.by_course[course][worst] : worst ? "red" : "";
  if (run.sharp || run.limp || run.red) colour = "red";
  if (colour === "red" && !run.red && (run.course || worst === 0 || surelyRed(worst))) run.red = true;
  const place = $("run-light");
  place.className = `light big ${colour}`;
  place.textContent = rules?.now[colour] ?? (colour === "red" ? $("run-alarm").dataset.see : "");
  if (!run.hurts && !run.sharp && !run.limp) place.textContent = "";
  $("run-unsaid").hidden = !(run.hurts && worst && !run.course);
}

// Red whatever is said of how it goes on.
function surelyRed(worst) {
  const lines = snapshot.light ? Object.values(snapshot.light.by_course) : [];
  return lines.every((line) => line[worst] === "red");
}

function stop(heading, sign) {
  const alarm = $("run-alarm");
  alarm.hidden = false;
  alarm.replaceChildren(h("h2", { textContent: heading }), h("p", { textContent: sign }));
  $("run-number").hidden = true;
  $("run-flags").hidden = true;
  alarm.scrollIntoView();
}

// --- the end -----------------------------------------------------------------------------------

async function finish() {
  meter.stop();
  lock?.release?.();
  set({ ended: true, counting: false });
  const form = $("log-form");
  const fill = (name, value) => { form.elements[name].value = value; };
  fill("on", dayIn(snapshot.time_zone));
  fill("distance", here()?.toFixed(2) ?? "");
  const minutes = (Date.now() - Date.parse(run.started_at)) / MINUTE_MS;
  fill("duration", minutes >= 1 ? String(Math.round(minutes)) : "");
  fill("hurt", run.hurts || run.sharp || run.limp ? "yes" : "unasked");
  if (run.began) fill("began", run.began);
  fill("began_at", run.began_at ?? "");
  fill("marks", run.marks.map((one) => `${one.at}@${one.nrs}`).join(" "));
  if (run.worst) fill("worst_nrs", String(run.worst));
  if (run.course) fill("course", run.course);
  if (run.hurts && (run.red || (run.worst ?? 0) > 0)) fill("stopped_because", run.red ? "pain" : "");
  for (const name of ["sharp", "limp"]) if (run[name]) fill(name, "yes");
  form.elements.distance.dispatchEvent(new Event("input", { bubbles: true }));
  form.addEventListener("change", (event) => {
    if (event.target.name === "began") fill("began_at", "");
  });
  form.elements.distance.focus();
  await send();
}

await ready;
user = await currentUser().catch(() => undefined);
if (user) await begin();
else $("run-nobody").hidden = false;
