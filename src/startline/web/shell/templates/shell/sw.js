// Keeps the files and empty pages of one version, and gives them out when there is no network.
// Nothing of anybody passes into its cache: answers of the server are never put there, the two
// pages kept are empty, and what is personal is kept by the pages' own scripts.
const VERSION = "{{ version|escapejs }}";
const CACHE = `startline-${VERSION}`;
const FILES = [{% for file in files %}"{{ file|escapejs }}",{% endfor %}];
const EMPTY = "/offline/";
const RUN = "/run/";

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(forgetOthers()));
self.addEventListener("message", (event) => {
  if (event.data === "version") event.source.postMessage({ version: VERSION });
  if (event.data === "take over") self.skipWaiting();
  if (event.data === "look after me") event.waitUntil(self.clients.claim());
  if (event.data === "keep again") event.waitUntil(keep());
});

async function keep() {
  const cache = await caches.open(CACHE);
  await cache.addAll(FILES.map((file) => new Request(file, { cache: "reload" })));
}

async function forgetOthers() {
  for (const name of await caches.keys()) {
    if (name.startsWith("startline-") && name !== CACHE) await caches.delete(name);
  }
  await self.clients.claim();
}

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin) return;
  if (event.request.mode === "navigate") event.respondWith(page(event.request, address.pathname));
  else if (FILES.includes(address.pathname)) event.respondWith(file(event.request));
});

async function page(request, path) {
  try {
    return await fetch(request);
  } catch {
    const cache = await caches.open(CACHE);
    return (await cache.match(path === RUN ? RUN : EMPTY)) ?? Response.error();
  }
}

async function file(request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(request)) ?? fetch(request);
}
