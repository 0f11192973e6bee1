// Keeps the page, its program and its looks for a day without a network. It never sees what a family says.
const NAME = "standing-desk-1";
const PATIENCE = 4000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  event.waitUntil(keepAll(event.data.keep));
});

self.addEventListener("fetch", (event) => {
  const { url, method } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin || !/^\/(desk|static)\//.test(pathname)) return;
  event.respondWith(answer(event.request));
});

// What is there now, or soon; else what was kept.
async function answer(request) {
  const cache = await caches.open(NAME);
  const kept = await cache.match(request, { ignoreVary: true });
  try {
    const fresh = await fetch(request, kept ? { signal: AbortSignal.timeout(PATIENCE) } : {});
    if (fresh.ok && kept) await cache.put(request, fresh.clone());
    return fresh.ok || !kept ? fresh : kept;
  } catch (trouble) {
    if (kept) return kept;
    throw trouble;
  }
}

async function keepAll(addresses) {
  const cache = await caches.open(NAME);
  await Promise.all(addresses.map(async (address) => {
    const response = await fetch(address, { cache: "reload" });
    if (response.ok) await cache.put(address, response);
  }));
  const wanted = addresses.map((address) => new URL(address, location.href).href);
  const isOld = ({ url }) => url.includes("/desk/program/") && !wanted.includes(url);
  await Promise.all((await cache.keys()).filter(isOld).map((one) => cache.delete(one)));
}
