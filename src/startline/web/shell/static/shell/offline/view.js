// Small pieces of a page, and the sentences that came with it.
const WORDS = JSON.parse(document.getElementById("phone-notices")?.dataset.words ?? "{}");

export function say(name, values = {}) {
  return (WORDS[name] ?? name).replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

export function h(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children.filter((child) => child !== "" && child !== undefined));
  return element;
}

// A number with one place, as the reader's language writes it.
export function tenths(value) {
  const places = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  return new Intl.NumberFormat(document.documentElement.lang || undefined, places).format(value);
}

// A moment as the server's own pages say it: Mon 23 Mar, 10:00.
export function moment(iso) {
  const format = new Intl.DateTimeFormat(document.documentElement.lang || undefined, {
    weekday: "short", day: "numeric", month: "short",
    hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  const parts = format.formatToParts(new Date(iso));
  const part = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  const after = parts[parts.findIndex(({ type }) => type === "day") + 1]?.value ?? "";
  const dot = after.startsWith(".") ? "." : ""; // German: 23. März
  return `${part.weekday} ${part.day}${dot} ${part.month}, ${part.hour}:${part.minute}`;
}

export function button(text, press, className = "second") {
  return h("button", { type: "button", className, textContent: text, onclick: press });
}

// Where notices of the phone stand: one place, said aloud when it changes.
export function notice(id, ...children) {
  const place = document.getElementById("phone-notices");
  document.getElementById(id)?.remove();
  if (place && children.length) place.append(h("section", { id, className: "card wait" }, ...children));
}
