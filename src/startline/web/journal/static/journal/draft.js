// Saves an entry as it is typed; without the network it is kept on this device and sent later.
const form = document.getElementById("entry-form");
const AFTER_MS = 1200;
const PREFIX = "startline-draft-";

if (form) {
  const state = document.getElementById("draft-state");
  const beside = document.getElementById("beside");
  const key = PREFIX + adopted();
  let timer = 0, sending = false, again = false, stopped = false;

  // an entry begun without the network has its own name already: a new page goes on with it
  function adopted() {
    const name = form.dataset.entry;
    if (form.elements.version.value !== "0") return name;
    const begun = Object.keys(localStorage).find((one) => one.startsWith(PREFIX)
      && JSON.parse(localStorage.getItem(one)).version === "0");
    if (!begun) return name;
    const before = begun.slice(PREFIX.length);
    form.setAttribute("action", form.getAttribute("action").replace(name, before));
    form.dataset.draft = form.dataset.draft.replace(name, before);
    return before;
  }

  const fields = () => ({
    on: form.elements.on.value, title: form.elements.title.value, text: form.elements.text.value,
  });
  const same = (a, b) => a && b && a.on === b.on && a.title === b.title && a.text === b.text;
  const say = (what) => { state.textContent = state.dataset[what] || ""; };

  function keep() {
    try {
      localStorage.setItem(key, JSON.stringify({ ...fields(), version: form.elements.version.value }));
    } catch { /* a full or forbidden store: the page itself still holds the words */ }
  }
  function forget() {
    try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
  }

  async function send() {
    if (sending) { again = true; return; }
    sending = true;
    say("saving");
    const sent = fields();
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "POST", body: new FormData(form), redirect: "error",
        headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
      });
      await took(answer, sent);
    } catch {
      say("kept");
    }
    sending = false;
    if (again && !stopped) { again = false; send(); }
  }

  async function took(answer, sent) {
    if (answer.ok) {
      form.elements.version.value = answer.headers.get("Entry-Version");
      // what somebody is correcting beside the text is not taken from under their hands
      if (!beside.contains(document.activeElement)) beside.innerHTML = await answer.text();
      if (same(sent, fields())) forget(); else keep();
      say("saved");
      const own = form.getAttribute("action");
      if (location.pathname !== own) history.replaceState(null, "", own);
    } else if (answer.status === 409) {
      stopped = true;  // the form's own version stays: pressing Save shows both
      say("conflict");
    } else {
      say(answer.status === 422 ? "refused" : "kept");
    }
  }

  function typed() {
    keep();
    if (stopped) return;
    clearTimeout(timer);
    timer = setTimeout(send, AFTER_MS);
  }

  function takeBack() {
    let left = null;
    try { left = JSON.parse(localStorage.getItem(key)); } catch { return; }
    if (!left || same(left, fields())) { forget(); return; }
    for (const name of ["on", "title", "text"]) form.elements[name].value = left[name];
    form.elements.version.value = left.version;  // an older one is noticed, nothing is overwritten
    say("back");
    timer = setTimeout(send, AFTER_MS);
  }

  takeBack();
  for (const name of ["on", "title", "text"]) form.elements[name].addEventListener("input", typed);
  form.addEventListener("submit", () => { clearTimeout(timer); stopped = true; keep(); });
  addEventListener("online", () => { if (!stopped && localStorage.getItem(key)) send(); });
}
