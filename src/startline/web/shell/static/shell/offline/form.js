// Forms whose answers the phone keeps until the server has them. Without scripts, or where the
// phone may keep nothing, each is an ordinary form.
import { keepAnew } from "./keep.js";
import { add, discard, sendAll, sendOne } from "./queue.js";
import { h, notice, say } from "./view.js";

const AFTER = { run: "/", change: "/log/", morning: "/", sign: "/signs/" };

// `whose` gives the account at the time of the press.
export function keepForms(whose) {
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-entry]");
    if (!form || form.dataset.plain || event.submitter?.name === "delete") return;
    event.preventDefault();
    if (form.dataset.busy) return; // a double press
    form.dataset.busy = "1";
    take(form, event.submitter, whose).finally(() => delete form.dataset.busy);
  });
  document.addEventListener("input", (event) => {
    if (event.target.name === "distance") fewerMarks(event.target);
  });
  document.querySelectorAll("input[name=distance]").forEach(fewerMarks);
}

async function take(form, submitter, whose) {
  const user = await whose();
  const part = answers(form, submitter);
  let entry;
  try {
    if (!user) throw new Error("nobody");
    entry = await add(form.dataset.entry, part, user);
  } catch {
    return plainly(form, submitter);
  }
  form.dispatchEvent(new CustomEvent("kept", { bubbles: true, detail: entry }));
  const token = form.elements.csrfmiddlewaretoken?.value;
  const reply = token ? await sendOne(entry, token, true) : await sendAll(user);
  if ("stay" in form.dataset) { // during a run nothing leads away from it
    return reply?.stored ? keepAnew(user) : undefined;
  }
  if (reply?.look && token) {
    await discard(entry.key);
    return plainly(form, submitter); // the server's own page says what is amiss
  }
  if (reply?.stored || reply?.done || navigator.serviceWorker?.controller) {
    return location.assign(AFTER[entry.kind]);
  }
  return notice("just-kept", h("h2", { textContent: say("unsent", { n: 1 }) }));
}

function answers(form, submitter) {
  const part = { unit: form.dataset.unit || document.documentElement.dataset.unit || "" };
  for (const [name, value] of new FormData(form, submitter)) {
    if (name === "csrfmiddlewaretoken") continue;
    part[name] = name === "sign" ? [...(part.sign ?? []), value] : value;
  }
  if (!part.unit) delete part.unit;
  return part;
}

function plainly(form, submitter) {
  form.dataset.plain = "1";
  form.requestSubmit(submitter ?? undefined);
}

// No mark to tap lies beyond the distance that was typed.
function fewerMarks(input) {
  const far = Number(input.value.replace(",", "."));
  for (const radio of input.form?.querySelectorAll("input[name=began]") ?? []) {
    const beyond = /^\d+$/.test(radio.value) && far > 0 && Number(radio.value) > Math.ceil(far);
    radio.closest("label").hidden = beyond;
  }
}
