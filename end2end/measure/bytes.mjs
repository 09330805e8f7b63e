// What a product page costs until it can be used: bytes over the network, by kind.

export const BYTES = ['HTML', 'CSS', 'JS', 'WASM', 'fonts', 'pictures', 'other'];

const KINDS = { Document: 'HTML', Stylesheet: 'CSS', Script: 'JS', Font: 'fonts', Image: 'pictures' };

/** Counts until the form that adds is hydrated; `after` is when that was, in ms from the start of the navigation. */
export async function bytesUntilAdding(page, url) {
  const requests = new Map();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  devtools.on('Network.requestWillBeSent', ({ requestId, request, type }) => requests.set(requestId, { kind: kindOf(request.url, type), bytes: 0 }));
  devtools.on('Network.dataReceived', ({ requestId, encodedDataLength }) => add(requests, requestId, encodedDataLength));
  // The exact sum, headers included, once a request is through.
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => requests.has(requestId) && (requests.get(requestId).bytes = encodedDataLength));

  let seen;
  const usable = new Promise((done) => (seen = done));
  await page.exposeFunction('usable', (after) => seen({ after, ...sum(requests) }));
  await page.addInitScript(watch);
  await page.goto(url, { waitUntil: 'commit' });
  const late = new Promise((_, fail) => setTimeout(() => fail(new Error(`${url}: the form was not hydrated in 60 s`)), 60_000).unref());
  return Promise.race([usable, late]);
}

function kindOf(url, type) {
  return new URL(url).pathname.endsWith('.wasm') ? 'WASM' : (KINDS[type] ?? 'other');
}

function add(requests, id, bytes) {
  const request = requests.get(id);
  if (request) request.bytes += bytes;
}

function sum(requests) {
  const bytes = Object.fromEntries(BYTES.map((kind) => [kind, 0]));
  for (const { kind, bytes: more } of requests.values()) bytes[kind] += more;
  return bytes;
}

/** Runs in the page: the islands' script marks an island as it brings it to life. */
function watch() {
  const look = setInterval(() => {
    const island = document.querySelector('form[action$="/api/cart/add"]')?.closest('leptos-island');
    if (!island?.hydrated) return;
    clearInterval(look);
    globalThis.usable(performance.now());
  }, 10);
}
