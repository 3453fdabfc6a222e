// Keeps a copy of the page: a visit is served from it at once, whatever the network does, and updates it in the background.
//
// `manifest.json`, which the bundler writes, lists the files of a version. Scripts and style sheets have a digest of their
// content in their names: a page never mixes files of two versions, whatever is updated while it is open. The copy keeps the
// files of the previous version too, for pages that are still open.
//
// Registered on hosts with a real certificate; browsers refuse it elsewhere, and the page does not need it.

/** The files of a version. @typedef {{ version: string, files: { path: string, hashed: boolean }[] }} Manifest */

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const CACHE = 'full-tilt-3';
const DOCUMENT = './';
const MANIFEST = './manifest.json';
/** Not in the copy under these names: the browser keeps this file, and visits name the document in another way. */
const OTHERS = ['sw.js', 'index.html'];
/** The game's web edition, whose large files are left to the browser's cache. */
const GAME = /^play(?:\/|$)/;
/** Name, on the kept document, its version and the one that it replaced. */
const VERSION_HEADER = 'x-version';
const PREVIOUS_HEADER = 'x-previous-version';
const SCOPE = new URL('./', location.href);
/** Longest wait of a visit for an update begun by an earlier one: "Reload" on an outdated page should bring the new version. */
const UPDATE_WAIT_MS = 500;
const FETCH_TIMEOUT_MS = 30_000;
/** A page has loaded what it needs to begin. */
const LOADED_MS = 10_000;

/** The update under way. @type {Promise<void> | null} */
let updating = null;

worker.addEventListener('install', (event) => event.waitUntil(update().then(() => worker.skipWaiting())));

worker.addEventListener('activate', (event) => {
  const older = (/** @type {string[]} */ names) =>
    names.filter((name) => name.startsWith('full-tilt-') && name !== CACHE);
  event.waitUntil(caches.keys().then((names) => Promise.all(older(names).map((name) => caches.delete(name)))));
});

worker.addEventListener('fetch', (event) => {
  const { method, mode, destination, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== 'GET' || origin !== SCOPE.origin || !pathname.startsWith(SCOPE.pathname)) return;
  const name = pathname.slice(SCOPE.pathname.length);
  if (GAME.test(name)) return;
  if (mode === 'navigate') {
    // The document is the same whatever room the address names; any other address that is visited is not the page.
    if (name !== '' && name !== 'index.html') return;
    const earlier = updating;
    event.respondWith(visit(event.request, earlier));
    event.waitUntil((updating ??= updateBehind()));
  } else if (name.startsWith('assets/') || destination === 'manifest' || destination === 'image')
    event.respondWith(kept(event.request));
});

/** @param {Request} request @param {Promise<void> | null} earlier an update under way */
async function visit(request, earlier) {
  const cache = await caches.open(CACHE);
  if (earlier && (await cache.match(DOCUMENT)))
    await Promise.race([earlier, new Promise((resolve) => setTimeout(resolve, UPDATE_WAIT_MS))]);
  return (await cache.match(DOCUMENT)) ?? fetch(request);
}

/** @param {Request} request */
const kept = async (request) => (await (await caches.open(CACHE)).match(request)) ?? fetch(request);

/** Creates or renews the copy. One worker at a time: an installing one would clear away what an older one is putting there. */
const update = () => navigator.locks.request(CACHE, renew);

async function updateBehind() {
  // Without a network the copy stays as it is.
  await update().catch(() => {});
  updating = null;
}

async function renew() {
  const cache = await caches.open(CACHE);
  const document = await load(DOCUMENT);
  const html = await document.text();
  const version = /<html data-version="(\w+)"/.exec(html)?.[1];
  if (!version) {
    await forget();
    throw new Error('the document is not the page');
  }
  const known = (await cache.match(DOCUMENT))?.headers;
  const current = known?.get(VERSION_HEADER) ?? '';
  // Open pages may still import from the version before, however often the copy is then found to be current.
  const previous = version === current ? (known?.get(PREVIOUS_HEADER) ?? '') : current;
  if (version !== current) await add(cache, version);
  // Last: from now on visits get this version. Its headers may be new even where no file is.
  await cache.put(DOCUMENT, keep(document, html, { [VERSION_HEADER]: version, [PREVIOUS_HEADER]: previous }));
  if (version !== current) await tidy(cache, [version, previous]);
}

/** Fetches the files of a version. @param {Cache} cache @param {string} version */
async function add(cache, version) {
  const response = await load(MANIFEST);
  /** @type {Manifest} */
  const manifest = await response.clone().json();
  // The next visit tries again.
  if (manifest.version !== version) throw new Error('the page is just changing');
  const wanted = manifest.files.filter(({ path }) => !OTHERS.includes(path));
  await Promise.all(
    wanted.map(async ({ path, hashed }) => {
      if (hashed && (await cache.match(path))) return;
      const file = await load(path);
      await cache.put(path, keep(file, file.body));
    }),
  );
  await cache.put(listOf(version), response);
}

/** Returns the address of a version's manifest in the copy. @param {string} version */
const listOf = (version) => `${MANIFEST}?${version}`;

/** Deletes files that no needed version contains. @param {Cache} cache @param {string[]} versions */
async function tidy(cache, versions) {
  const needed = new Set([SCOPE.href]);
  for (const list of versions.map(listOf)) {
    /** @type {Manifest | undefined} */
    const manifest = await (await cache.match(list))?.json();
    for (const name of [list, ...(manifest?.files ?? []).map(({ path }) => path)])
      needed.add(new URL(name, SCOPE).href);
  }
  for (const { url } of await cache.keys()) if (!needed.has(url)) await cache.delete(url);
}

/** Fetches a file from the host, rejecting the fallback that it may serve for missing files. @param {string} name */
async function load(name) {
  const response = await fetch(name, {
    cache: 'no-cache',
    redirect: 'error',
    priority: 'low',
    signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
  });
  const { status, headers } = response;
  const isHtml = headers.get('content-type')?.startsWith('text/html') ?? false;
  if (status === 200 && isHtml === (name === DOCUMENT)) return response;
  if (name === DOCUMENT && [200, 404, 410].includes(status)) await forget();
  throw new Error(`${name}: ${status}`);
}

/**
 * Returns a file in the form in which it is kept: without the address it was fetched from, and with other headers.
 * @param {Response} response
 * @param {BodyInit | null} body
 * @param {Record<string, string>} [more]
 */
function keep(response, body, more = {}) {
  const headers = new Headers(response.headers);
  // Both describe the body as it was transferred.
  for (const name of ['content-encoding', 'content-length']) headers.delete(name);
  for (const [name, value] of Object.entries(more)) headers.set(name, value);
  return new Response(body, { headers });
}

/** Removes the copy: the host now has something else there, which must not be hidden. */
async function forget() {
  await (await caches.open(CACHE)).delete(DOCUMENT);
  await worker.registration.unregister();
  // The page of the current visit still loads its scripts.
  await new Promise((resolve) => setTimeout(resolve, LOADED_MS));
  await caches.delete(CACHE);
}
