// Lighthouse, as it tests for phones by itself (slow 4G, a CPU four times slower, both simulated), on a page of a running shop.
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { CHROMIUM, CHROMIUM_ARGS, PAGES, filledCart } from './shop.mjs';

export const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];

/**
 * Audits that policy answers: what belongs to one shopper is kept from search engines, and that costs points.
 * Everywhere else they count.
 */
export const BY_POLICY = { cart: ['is-crawlable'] };

/** Scores of 0 to 100 and what is not perfect, by page. */
export async function auditPages(base, categories = CATEGORIES) {
  const cookies = await filledCart(base);
  const results = {};
  for (const [name, path] of Object.entries(PAGES)) results[name] = await audit(base + path, categories, name === 'cart' ? cookies : []);
  return results;
}

async function audit(url, onlyCategories, cookies) {
  const chrome = await launch({ chromePath: CHROMIUM, chromeFlags: ['--headless=new', ...CHROMIUM_ARGS], logLevel: 'error' });
  try {
    const extraHeaders = cookies.length ? { Cookie: cookies.join('; ') } : undefined;
    const { lhr } = await lighthouse(url, { port: chrome.port, logLevel: 'error', onlyCategories, extraHeaders, disableFullPageScreenshot: true });
    if (lhr.runtimeError) throw new Error(`${url}: ${lhr.runtimeError.message}`);
    return {
      scores: Object.fromEntries(onlyCategories.map((id) => [id, Math.round(lhr.categories[id].score * 100)])),
      imperfect: onlyCategories.flatMap((id) => imperfect(lhr, id)),
    };
  } finally {
    chrome.kill();
  }
}

/** What costs points in a category, and how it is told. */
function imperfect(lhr, category) {
  return lhr.categories[category].auditRefs
    .filter(({ id, weight }) => weight > 0 && lhr.audits[id].score !== null && lhr.audits[id].score < 1)
    .map(({ id }) => {
      const { title, score, displayValue } = lhr.audits[id];
      return { category, id, text: `${title}${displayValue ? `: ${displayValue}` : ''} (${Math.round(score * 100)})` };
    });
}
