/**
 * The service worker: keeps this version's files, so that the page opens without a connection. It never keeps or
 * answers anything of the interface: what was read of that, the page itself remembers (queries/persistence.ts).
 */

export {};

declare const self: ServiceWorkerGlobalScope;

/** Filled in by the build: the files of this version, each of whose names or contents changes the list. */
const FILES: readonly string[] = JSON.parse("__FILES__") as string[];
const VERSION = "__VERSION__";
const KEPT = `replyby-${VERSION}`;
const INTERFACE = /^\/(api|health)\/|^\/metrics/;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(KEPT).then((cache) => cache.addAll(FILES.map((file) => new Request(file, { cache: "reload" })))),
  );
});

self.addEventListener("activate", (event) => {
  const forgetOlder = async () => {
    const names = await caches.keys();
    await Promise.all(
      names.filter((name) => name.startsWith("replyby-") && name !== KEPT).map((name) => caches.delete(name)),
    );
    await self.clients.claim();
  };
  event.waitUntil(forgetOlder());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin || INTERFACE.test(pathname)) return;
  // Every address of the page is the one file; the files it names are this version's own.
  const wanted = request.mode === "navigate" ? "/index.html" : pathname;
  if (!FILES.includes(wanted)) return;
  event.respondWith(caches.match(wanted).then((kept) => kept ?? fetch(request)));
});

self.addEventListener("message", (event) => {
  // The person said "load it": the waiting version takes over, and the page loads itself again.
  if (event.data === "take-over") void self.skipWaiting();
});
