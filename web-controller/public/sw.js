// Keeps a copy of the page: a visit is answered from it at once, whatever the network does, and updates it behind that.
//
// The version of a copy is the digest of all its files, so no host has to prepare anything. It is part of the addresses that
// the kept document loads its script and style from, `./v/VERSION/main.js`, and so of every import that follows: a page never
// mixes files of two versions, whatever is updated while it is open.
//
// Registered on hosts with a real certificate; browsers refuse it elsewhere, and the page does not need it.

/** @typedef {{ name: string, headers: Headers, body: Blob }} KeptFile */

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const CACHE = 'full-tilt-2';
const DOCUMENT = './';
/** The rest of the page, as it is where nobody has packed it. */
const FILES = [
  './badge.js', './calibrate.js', './clean-name.js', './device.js', './direct.js', './echoes.js', './end.texts.js', './fault.js',
  './fault.texts.js', './gauge.js',
  './icon-192.png', './icon-512.png', './icon.svg', './join.js', './join.texts.js', './lane.js', './lesson.js', './line.js',
  './link.js', './main.js', './manifest.webmanifest', './menu.js', './menu.texts.js', './missing.texts.js', './motion.js', './names.js', './outbox.js', './path.js',
  './press.js', './protocol.js', './second.css', './second.js', './second.texts.js', './sensors.js', './sound.js',
  './stalls.js', './state.js', './steering.js', './storage.js', './style.css', './styles.js', './texts.de.js', './texts.js',
  './touch.js', './turn.css', './turn.js', './ui.js', './way.texts.js',
];
/** Names the version of a kept file. */
const VERSION_HEADER = 'x-version';
/** Names, on the document, the version that it replaced. */
const PREVIOUS_HEADER = 'x-previous-version';
const SCOPE = new URL('./', location.href);
/** How long a visit waits for an update that an earlier visit began: "Reload" on an outdated page should bring the new one. */
const UPDATE_WAIT_MS = 500;
const FETCH_TIMEOUT_MS = 30_000;
/** Passes over all files until two in a row agree, so that none straddles a change on the host. */
const MOST_PASSES = 4;

/** The update under way. @type {Promise<void> | null} */
let updating = null;

worker.addEventListener('install', (event) => event.waitUntil(update().then(() => worker.skipWaiting())));

worker.addEventListener('activate', (event) => {
  const older = (/** @type {string[]} */ names) => names.filter((name) => name.startsWith('full-tilt-') && name !== CACHE);
  event.waitUntil(caches.keys().then((names) => Promise.all(older(names).map((name) => caches.delete(name)))));
});

worker.addEventListener('fetch', (event) => {
  const { method, mode, destination, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== 'GET' || origin !== SCOPE.origin || !pathname.startsWith(SCOPE.pathname)) return;
  const name = pathname.slice(SCOPE.pathname.length);
  if (mode === 'navigate') {
    // Whatever room the address names, the document is the same; anything else that is visited is not the page.
    if (name !== '' && name !== 'index.html') return;
    const earlier = updating;
    event.respondWith(visit(event.request, earlier));
    event.waitUntil((updating ??= updateBehind()));
  } else if (name.startsWith('v/')) event.respondWith(kept(event.request));
  // The document names these without a version: the manifest's own addresses are relative to it.
  else if ((destination === 'manifest' || destination === 'image') && FILES.includes(`./${name}`)) event.respondWith(keptNewest(event.request, name));
});

/** @param {Request} request @param {Promise<void> | null} earlier an update under way */
async function visit(request, earlier) {
  const cache = await caches.open(CACHE);
  if (earlier && (await cache.match(DOCUMENT))) await Promise.race([earlier, new Promise((resolve) => setTimeout(resolve, UPDATE_WAIT_MS))]);
  return (await cache.match(DOCUMENT)) ?? fetch(request);
}

/** @param {Request | string} address @param {Request} [request] for the host, if there is no copy */
async function kept(address, request = new Request(address)) {
  const cache = await caches.open(CACHE);
  return (await cache.match(address)) ?? fetch(request);
}

/** @param {Request} request @param {string} name of a file of which the newest version will do */
async function keptNewest(request, name) {
  const document = await (await caches.open(CACHE)).match(DOCUMENT);
  return kept(versioned(document?.headers.get(VERSION_HEADER) ?? '', name), request);
}

/** @param {string} version @param {string} name */
const versioned = (version, name) => `./v/${version}/${name}`;

/** Makes or renews the copy. One worker at a time: an installing one would clear away what an older one is putting there. */
const update = () => navigator.locks.request(CACHE, replaceCopy);

async function updateBehind() {
  // Without a network the copy stays as it is.
  await update().catch(() => {});
  updating = null;
}

async function replaceCopy() {
  const cache = await caches.open(CACHE);
  const kept = (await cache.match(DOCUMENT))?.headers;
  const current = kept?.get(VERSION_HEADER) ?? '';
  const { version, document, files } = await download(current);
  // Pages that are open may still import from the version before, however often the copy is then found to be current.
  const previous = version === current ? (kept?.get(PREVIOUS_HEADER) ?? '') : current;
  if (version !== current) await Promise.all(files.map(({ name, body, headers }) => cache.put(versioned(version, name), respond(body, headers, version))));
  // Last: from now on visits get this version. Its headers may be new even where no file is.
  await cache.put(DOCUMENT, await pin(document, version, previous));
  const needed = [version, previous].map((one) => new URL(versioned(one, ''), SCOPE).href);
  for (const { url } of await cache.keys()) {
    if (url !== SCOPE.href && !needed.some((folder) => url.startsWith(folder))) await cache.delete(url);
  }
}

/** Fetches all files, until they are the current version or two passes agree. @param {string} current */
async function download(current) {
  let before = current;
  for (let pass = 0; pass < MOST_PASSES; pass += 1) {
    const found = await fetchAll();
    if (found.version === before) return found;
    before = found.version;
  }
  throw new Error('the page keeps changing');
}

async function fetchAll() {
  const [document, files] = await Promise.all([fetchFile(DOCUMENT), Promise.all(FILES.map(fetchFile))]);
  const content = new Blob([document, ...files].flatMap(({ name, body }) => [name, body]));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await content.arrayBuffer()), 0, 8);
  return { version: [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join(''), document, files };
}

/** @param {string} name @returns {Promise<KeptFile>} */
async function fetchFile(name) {
  const response = await fetch(name, { cache: 'no-cache', redirect: 'error', priority: 'low', signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
  const { status, headers } = response;
  const isHtml = headers.get('content-type')?.startsWith('text/html') ?? false;
  // Hosts may have a page for what they do not have.
  if (status === 200 && isHtml === (name === DOCUMENT)) return { name, headers, body: await response.blob() };
  if (name === DOCUMENT && [200, 404, 410].includes(status)) await forget();
  throw new Error(`${name}: ${status}`);
}

/**
 * The document as it is kept, with the version in what it loads.
 * @param {KeptFile} document
 * @param {string} version
 * @param {string} previous version
 */
async function pin({ headers, body }, version, previous) {
  const html = await body.text();
  const pinned = html.replace(/"\.\/((?:main\.js|style\.css)")/g, `"${versioned(version, '')}$1`);
  if (pinned === html) {
    await forget();
    throw new Error('the document is not the page');
  }
  const response = respond(pinned, headers, version);
  response.headers.set(PREVIOUS_HEADER, previous);
  return response;
}

/**
 * A file as it is kept: without the address that it was fetched from, or imports would be relative to that.
 * @param {Blob | string} body
 * @param {Headers} headers
 * @param {string} version
 */
function respond(body, headers, version) {
  const kept = new Headers(headers);
  // Both are about the body as it travelled.
  for (const name of ['content-encoding', 'content-length']) kept.delete(name);
  kept.set(VERSION_HEADER, version);
  return new Response(body, { headers: kept });
}

/** Ends the copy: the host has something else there now, which must not be hidden. */
async function forget() {
  await caches.delete(CACHE);
  await worker.registration.unregister();
}
