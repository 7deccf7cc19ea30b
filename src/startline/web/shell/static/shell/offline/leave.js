// Signing out: nothing waiting is lost without a word, and nothing of anybody stays behind.
import { wipe } from "./db.js";
import { sendAll, waiting } from "./queue.js";
import { button, h, say } from "./view.js";

export function guardSignOut(whose) {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[action='/account/logout/'], form[data-leaves]")) return;
    if (form.dataset.leaving) return;
    event.preventDefault();
    leave(form, whose);
  });
}

async function leave(form, whose) {
  const left = await waiting(await whose()).catch(() => []);
  if (left.length) ask(form, left.length, whose);
  else await goes(form);
}

async function goes(form) {
  form.dataset.leaving = "1";
  await wipe().catch(() => undefined);
  form.requestSubmit();
}

function ask(form, n, whose) {
  document.getElementById("leave")?.remove();
  const said = h("p", { textContent: say("leave_text") });
  const dialog = h("dialog", { id: "leave", className: "card" },
    h("h2", { textContent: say("leave_title", { n }) }), said,
    button(say("leave_send"), async () => {
      await sendAll(await whose(), true);
      if ((await waiting(await whose())).length === 0) return goes(form);
      said.textContent = say("leave_unsent");
    }, "wide"),
    button(say("leave_discard"), () => goes(form), "wide alert"),
    button(say("leave_stay"), () => dialog.close(), "wide second"));
  document.body.append(dialog);
  dialog.showModal();
}
