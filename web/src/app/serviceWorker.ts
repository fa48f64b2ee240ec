/** Makes the page open without a connection, and tells when a newer one is ready. */

/** `onFresh` is called when a newer version waits; the function that it is given loads that version. */
export function keepForOffline(onFresh: (load: () => void) => void): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  // Only a worker that took over from another one means a new version: the very first one changes nothing.
  const hadOne = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (hadOne) location.reload();
  });
  navigator.serviceWorker.register("/sw.js").then(
    (registration) => watch(registration, onFresh),
    () => undefined, // Where workers are forbidden, the page needs its connection.
  );
}

function watch(registration: ServiceWorkerRegistration | undefined, onFresh: (load: () => void) => void): void {
  const tell = () => {
    const waiting = registration?.waiting;
    if (waiting && navigator.serviceWorker.controller !== null) onFresh(() => waiting.postMessage("take-over"));
  };
  tell();
  registration?.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", tell);
  });
}
