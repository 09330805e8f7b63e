// Prints what a shopper on a phone waits for: the median of several runs, as tables in Markdown.
import { chromium } from 'playwright-core';
import { BYTES, bytesUntilAdding } from './bytes.mjs';
import { VITALS, vitalsOf } from './page-vitals.mjs';
import { LEGS, walk } from './walk.mjs';
import { CHROMIUM, CHROMIUM_ARGS, PAGES, filledCart, median, runsWanted, table, withShop } from './shop.mjs';

const count = runsWanted();

/** A phone without anything in its cache; `use` gets a page of it. */
async function onPhone(browser, cookies, use) {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true, locale: 'en-US' });
  try {
    await context.addCookies(cookies);
    const page = await context.newPage();
    await slowDown(page);
    return await use(page);
  } finally {
    await context.close();
  }
}

/** Slow 4G and a CPU four times slower, applied to what the page really does. */
async function slowDown(page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 });
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
}

async function measure(base) {
  // Playwright switches the store of pages for Back off; shoppers have it.
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_ARGS, ignoreDefaultArgs: ['--disable-back-forward-cache'] });
  const domain = new URL(base).hostname;
  const cart = (await filledCart(base)).map((line) => ({ name: line.slice(0, line.indexOf('=')), value: line.slice(line.indexOf('=') + 1), domain, path: '/' }));
  const runs = [];
  try {
    for (let run = 1; run <= count; run++) {
      console.error(`run ${run} of ${count}`);
      const one = { vitals: {}, bytes: {}, legs: {} };
      for (const [name, path] of Object.entries(PAGES)) one.vitals[name] = await onPhone(browser, name === 'cart' ? cart : [], (page) => vitalsOf(page, base + path));
      one.bytes = await onPhone(browser, [], (page) => bytesUntilAdding(page, base + PAGES.product));
      for (const soft of [true, false]) one.legs[soft] = await onPhone(browser, [], (page) => walk(page, base, soft));
      runs.push(one);
    }
  } finally {
    await browser.close();
  }
  return runs;
}

const runs = await withShop('test', measure);
const middle = (pick) => median(runs.map(pick));
const milliseconds = (value) => `${Math.round(value)} ms`;
const kilobytes = (value) => (value / 1000).toFixed(1);

console.log(`CPU 4x slower, 150 ms round trip, 1.6 Mbit/s, phone of 360 × 740; median of ${count}\n`);
console.log(table(['page', ...Object.keys(VITALS)], Object.keys(PAGES).map((page) => [page, ...Object.entries(VITALS).map(([name, show]) => show(middle((run) => run.vitals[page][name])))])));
console.log('\nOver the network until a product can be added, in KB (compressed, with headers), cache empty\n');
console.log(table([...BYTES, 'together', 'after'], [[...BYTES.map((kind) => kilobytes(middle((run) => run.bytes[kind]))), kilobytes(middle((run) => BYTES.reduce((sum, kind) => sum + run.bytes[kind], 0))), milliseconds(middle((run) => run.bytes.after))]]));
console.log('\nFrom a tap to the page shown\n');
console.log(table(['navigation', ...LEGS], [true, false].map((soft) => [soft ? 'soft' : 'page loads', ...LEGS.map((leg) => milliseconds(middle((run) => run.legs[soft][leg])))])));
