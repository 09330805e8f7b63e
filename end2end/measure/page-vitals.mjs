// Core Web Vitals of one page, as the browser itself reports them.

/** How each is written. */
export const VITALS = {
  LCP: (value) => `${(value / 1000).toFixed(2)} s`,
  INP: (value) => `${Math.round(value)} ms`,
  CLS: (value) => value.toFixed(3),
};

/** What a shopper may tap on a page without leaving it; the first that is there of each. */
const TAPS = ['form[action$="/api/cart/add"] button[type=submit]:not([formmethod])', 'form[action$="/api/cart/set-quantity"] button:not(.no-script)', 'details summary'];

/** Loads a page with an empty cache, taps what can be tapped, and answers { LCP, INP, CLS }. */
export async function vitalsOf(page, url) {
  await page.addInitScript(observe);
  await page.goto(url, { waitUntil: 'networkidle' });
  const loaded = await page.evaluate(() => ({ ...globalThis.vitals }));
  for (const selector of TAPS) await tap(page, selector);
  const { INP, CLS } = await page.evaluate(() => ({ ...globalThis.vitals }));
  if (!loaded.LCP || !INP) throw new Error(`${url}: nothing was measured, LCP ${loaded.LCP}, INP ${INP}`);
  return { LCP: loaded.LCP, INP, CLS };
}

async function tap(page, selector) {
  const target = page.locator(selector).locator('visible=true').first();
  if (!(await target.count())) return;
  await target.tap({ timeout: 5_000 });
  // Until the answer came and was painted.
  await page.waitForTimeout(1_500);
  await page.keyboard.press('Escape');
  await page.waitForTimeout(300);
}

/** Runs in the page. INP is the longest of its interactions: below fifty there are no outliers to leave out. */
function observe() {
  const vitals = (globalThis.vitals = { LCP: 0, INP: 0, CLS: 0 });
  const watch = (type, note, more) => new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true, ...more });
  watch('largest-contentful-paint', (entry) => (vitals.LCP = entry.startTime));
  watch('event', (entry) => entry.interactionId && (vitals.INP = Math.max(vitals.INP, entry.duration)), { durationThreshold: 16 });
  // A session of shifts ends after a second without one, or after five; the worst session counts.
  let session = { sum: 0, began: 0, last: 0 };
  watch('layout-shift', ({ value, startTime, hadRecentInput }) => {
    if (hadRecentInput) return;
    if (startTime - session.last > 1_000 || startTime - session.began > 5_000) session = { sum: 0, began: startTime, last: startTime };
    session.sum += value;
    session.last = startTime;
    vitals.CLS = Math.max(vitals.CLS, session.sum);
  });
}
