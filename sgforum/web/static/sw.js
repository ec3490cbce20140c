/* Served from /sw.js, so that it covers the whole site. Static files come from the cache first, pages from the network
   first with a copy for reading without a signal. What is personal is never kept: no POST, no page that the server marks
   no-store or private, none of the paths in PRIVATE; signing out empties the pages. __VERSION__ becomes the digest of the
   static files when it is served: a new release starts with empty caches. */
const VERSION = "__VERSION__";
const FILES = "sgf-files-" + VERSION;
const PAGES = "sgf-pages-" + VERSION;
const OFFLINE = "/luring";
const MOST_PAGES = 40;
const PATIENCE_MS = 4000;
const PRIVATE = /^\/(?:en\/)?(?:admin|petugas|akun|masuk|keluar|daftar|moderasi|pemberitahuan|pusat-kendali|api|s)(?:\/|$)|\/suara(?:\/|$)/;

async function install() {
  const page = await fetch(OFFLINE, { cache: "reload", credentials: "omit" });
  const html = await page.clone().text();
  /* Everything that the offline page needs, under the hashed addresses that this release gave it. */
  const needed = new Set([...html.matchAll(/(?:href|src)="(\/static\/[^"#]+)/g)].map((hit) => hit[1]));
  const files = await caches.open(FILES);
  await files.put(OFFLINE, page);
  await files.addAll([...needed]);
  await self.skipWaiting();
}

async function activate() {
  for (const name of await caches.keys()) {
    if (name !== FILES && name !== PAGES) await caches.delete(name);
  }
  if (self.registration.navigationPreload) await self.registration.navigationPreload.enable();
  await self.clients.claim();
}

function mayKeep(response) {
  return response.ok && response.type === "basic"
    && !/no-store|private/.test(response.headers.get("Cache-Control") || "");
}

async function keep(request, response) {
  const pages = await caches.open(PAGES);
  await pages.delete(request, { ignoreVary: true });
  await pages.put(request, response);
  const kept = await pages.keys();
  for (const old of kept.slice(0, Math.max(0, kept.length - MOST_PAGES))) await pages.delete(old);
}

async function file(request) {
  const kept = await caches.match(request, { cacheName: FILES });
  if (kept) return kept;
  const fresh = await fetch(request);
  if (fresh.ok) await (await caches.open(FILES)).put(request, fresh.clone());
  return fresh;
}

async function page(event, isPrivate) {
  const { request } = event;
  const fresh = (async () => (await event.preloadResponse) || fetch(request))();
  if (isPrivate) return fresh.catch(() => caches.match(OFFLINE, { cacheName: FILES }));
  event.waitUntil(fresh.then((response) => (mayKeep(response) ? keep(request, response.clone()) : null), () => null));
  const kept = await caches.match(request, { cacheName: PAGES, ignoreVary: true });
  try {
    if (!kept) return (await fresh).clone();
    const late = new Promise((_, fail) => { setTimeout(fail, PATIENCE_MS); });
    return (await Promise.race([fresh, late])).clone();
  } catch {
    return kept || caches.match(OFFLINE, { cacheName: FILES });
  }
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => {
  if (event.data === "keluar") event.waitUntil(caches.delete(PAGES));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (request.mode === "navigate") event.respondWith(page(event, PRIVATE.test(url.pathname)));
});
