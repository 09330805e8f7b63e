// From a list to a product and back: from the tap until the other page is painted.
import { PAGES } from './shop.mjs';

export const LEGS = ['list → product', 'back'];

/** `soft`: as it is; otherwise without the script that swaps pages, so that the browser loads each. */
export async function walk(page, base, soft) {
  if (!soft) await without(page, '*/navigate*.js*');
  await page.addInitScript(clock);
  await page.goto(base + PAGES.listing, { waitUntil: 'networkidle' });
  const list = await heading(page);
  // The second: the first may be prefetched by where the focus is.
  const link = page.locator('main a[href*="/p/"]').nth(1);
  await link.scrollIntoViewIfNeeded();
  const there = await leg(page, () => link.tap({ noWaitAfter: true }), list);
  const product = await heading(page);
  await page.waitForLoadState('networkidle');
  const back = await leg(page, () => page.evaluate(() => void setTimeout(() => (globalThis.leave(), history.back()))), product);
  return { [LEGS[0]]: there, [LEGS[1]]: back };
}

/** Not by a route of Playwright's: that would switch the browser's cache off as well. */
async function without(page, url) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.setBlockedURLs', { urls: [url] });
}

const heading = (page) => page.locator('h1').first().textContent();

/** Milliseconds from leaving to the paint of another heading. */
async function leg(page, go, before) {
  await go();
  for (const until = Date.now() + 30_000; Date.now() < until; await page.waitForTimeout(100)) {
    // While documents change there is none to ask.
    const shown = await page.evaluate((before) => globalThis.shownAfter?.(before), before).catch(() => null);
    if (shown) return shown;
  }
  throw new Error(`no other page than "${before}" was shown`);
}

/** Runs in each page: notes when it was left, across documents, and when a heading was first painted. */
function clock() {
  const now = () => performance.timeOrigin + performance.now();
  globalThis.leave = () => {
    sessionStorage.left = String(now());
    painted = null;
  };
  let painted = null;
  const paint = (at) => {
    painted ??= { at, heading: document.querySelector('h1')?.textContent };
  };
  addEventListener('click', () => globalThis.leave(), { capture: true });
  // A document's own first paint; that of a page kept for Back; and a frame after a swap.
  new PerformanceObserver((list) => list.getEntriesByName('first-contentful-paint').forEach(({ startTime }) => paint(performance.timeOrigin + startTime))).observe({ type: 'paint', buffered: true });
  addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return;
    painted = null;
    requestAnimationFrame(() => requestAnimationFrame(() => paint(now())));
  });
  let last;
  const look = () => {
    const heading = document.querySelector('h1')?.textContent;
    if (last !== undefined && heading !== undefined && heading !== last) requestAnimationFrame(() => paint(now()));
    last = heading ?? last;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  globalThis.shownAfter = (before) => (painted && painted.heading !== before && painted.at > Number(sessionStorage.left) ? painted.at - Number(sessionStorage.left) : null);
}
