// Keeps the page for visits without a network: what comes from the relay wins, what was kept serves when nothing comes.
//
// Registered on relays with a real certificate; browsers refuse it elsewhere, and the page does not need it.

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const KEPT = 'full-tilt-1';
/** The whole page, as it is where nobody has packed it. */
const FILES = [
  './', './badge.js', './calibrate.js', './device.js', './direct.js', './echoes.js', './gauge.js',
  './icon-192.png', './icon-512.png', './icon.svg', './join.js', './join.texts.js', './lane.js', './lesson.js', './line.js',
  './link.js', './main.js', './manifest.webmanifest', './menu.js', './motion.js', './names.js', './outbox.js', './path.js',
  './press.js', './protocol.js', './second.css', './second.js', './second.texts.js', './sensors.js', './sound.js',
  './stalls.js', './state.js', './steering.js', './storage.js', './style.css', './texts.de.js', './texts.js',
  './touch.js', './ui.js', './way.texts.js',
];

worker.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(KEPT)
      .then((cache) => cache.addAll(FILES))
      .then(() => worker.skipWaiting()),
  );
});

worker.addEventListener('activate', (event) => {
  const old = (/** @type {string[]} */ names) => names.filter((name) => name.startsWith('full-tilt-') && name !== KEPT);
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(old(names).map((name) => caches.delete(name))))
      .then(() => worker.clients.claim()),
  );
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  // Rooms are asked for live or not at all.
  if (request.method !== 'GET' || url.origin !== location.origin || url.pathname.includes('/api/')) return;
  event.respondWith(answer(request));
});

/** @param {Request} request */
async function answer(request) {
  const cache = await caches.open(KEPT);
  // Whatever room the address names, the document is the same.
  const key = request.mode === 'navigate' ? './' : request;
  try {
    const fresh = await fetch(request);
    if (fresh.ok) await cache.put(key, fresh.clone());
    return fresh;
  } catch (error) {
    const kept = await cache.match(key, { ignoreSearch: true });
    if (kept) return kept;
    throw error;
  }
}
