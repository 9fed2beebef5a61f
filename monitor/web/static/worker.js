/* The service worker: on a slow network a page begins with a placeholder at once.
 *
 * 1. Only pages are handled, and only where the server has not answered within WAIT_MS. The
 *    placeholder and the page are one document: the browser reads the page after the placeholder,
 *    which the style sheet then hides. Address, Back and the load event stay what they are.
 * 2. The placeholder is the only thing that is kept; it has no data of any reader. Styles and
 *    scripts are in the browser's own cache, by the version in their address.
 * 3. If the server cannot be reached, or a proxy answers an error in its place, the page says so and
 *    tries again by itself.
 */
"use strict";

/* First paint within a second, and no flash of a placeholder before a page that is about to come. */
const WAIT_MS = 600;
const KEPT = "monitor-placeholder";
const PLACEHOLDER = "/placeholder";
const MARK = "<!--unreachable-->";
const PAGES = /^\/(alerts|articles|actors|themes|stories|search|views|watchlist|compare|feeds|subscriptions|silences|rejected|system)(\/|$)/;

async function keepPlaceholder() {
  const answer = await fetch(PLACEHOLDER, { cache: "reload" });
  if (answer.ok) await (await caches.open(KEPT)).put(PLACEHOLDER, answer);
}

async function activate() {
  if (self.registration.navigationPreload) await self.registration.navigationPreload.enable();
  await self.clients.claim();
}

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(keepPlaceholder());
});
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => {
  if (event.data === "refresh") event.waitUntil(keepPlaceholder());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate" && request.method === "GET" && PAGES.test(new URL(request.url).pathname)) {
    event.respondWith(answer(event));
  }
});

async function answer(event) {
  const loading = load(event).then((response) => ({ response }), (error) => ({ error }));
  const waited = new Promise((done) => setTimeout(done, WAIT_MS, null));
  const first = await Promise.race([loading, waited]);
  if (first && first.response && !isOutage(first.response)) return first.response;
  const placeholder = await caches.match(PLACEHOLDER);
  if (placeholder) return oneDocument(event, placeholder, loading);
  const late = await loading;
  if (late.error) throw late.error;
  return late.response;
}

/* The browser asks for the page while the worker starts; where it cannot, the worker asks. */
async function load(event) {
  return (await event.preloadResponse) || fetch(event.request);
}

async function oneDocument(event, placeholder, loading) {
  const [skeleton, unreachable] = (await placeholder.text()).split(MARK);
  const { readable, writable } = new TransformStream();
  event.waitUntil(write(writable, skeleton, unreachable, loading, event.request.url).catch(() => {})); // the reader left
  const headers = new Headers(placeholder.headers);
  for (const name of ["Content-Encoding", "Content-Length", "ETag"]) headers.delete(name);
  return new Response(readable, { headers });
}

async function write(writable, skeleton, unreachable, loading, url) {
  const encoder = new TextEncoder();
  const writer = writable.getWriter();
  await writer.write(encoder.encode(skeleton));
  const { response } = await loading;
  if (response && isPage(response)) {
    writer.releaseLock();
    return response.body.pipeTo(writable);
  }
  const isRedirect = response && response.type === "opaqueredirect";
  const rest = isRedirect ? await endOf(url).then(leadTo, () => unreachable) : unreachable;
  await writer.write(encoder.encode(rest));
  return writer.close();
}

/* Whether a proxy has answered in place of this service, which is down. */
function isOutage(response) {
  return response.status >= 500 && !isPage(response);
}

/* Whether this service has answered: the error page of a proxy before it would not hide the placeholder. */
function isPage(response) {
  return response.headers.has("Content-Security-Policy");
}

/* Where a redirect ends: the browser has already begun this document, so the document leads there. */
async function endOf(url) {
  return (await fetch(url, { headers: { Accept: "text/html" } })).url;
}

function leadTo(url) {
  const safe = url.replace(/[&"<>]/g, (sign) => "&#" + sign.charCodeAt(0) + ";");
  return `<meta http-equiv="refresh" content="0;url=${safe}">`;
}
