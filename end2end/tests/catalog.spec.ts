import { MUG, expect, test } from './shop.js';

test('a variant changes address, price and picture at once', async ({ page }) => {
  await page.goto(MUG);
  await page.getByRole('radio', { name: /Sage/ }).check({ force: true });
  await page.getByRole('radio', { name: /400/ }).check({ force: true });
  await expect(page).toHaveURL(/colour=sage&volume=ml400$/);
  await expect(page.locator('main')).toContainText('$19.00');
  await page.reload();
  await expect(page.getByRole('radio', { name: /Sage/ })).toBeChecked();
});

test('an unfinished choice says what is missing', async ({ page }) => {
  await page.goto(MUG);
  await page.locator('form[action$="/api/cart/add"] button[type=submit]').click();
  await expect(page.locator('main')).toContainText('Please choose');
});

test('every picture and style of the main pages is there', async ({ page }) => {
  for (const path of ['/en', '/en/c/tableware', MUG, '/en/cart']) {
    await page.goto(path, { waitUntil: 'networkidle' });
    // The watch on the page fails the test for any asset that does not come.
    await expect(page.locator('h1')).toBeVisible();
  }
  // What error pages are dressed in, which nothing else shows.
  expect((await page.request.get('/problem.css')).status()).toBe(200);
});

test('script and WASM of a product page weigh 120 KB at most', async ({ page }) => {
  const network = await page.context().newCDPSession(page);
  await network.send('Network.enable');
  const urls = new Map<string, string>();
  const bytes = new Map<string, number>();
  network.on('Network.responseReceived', ({ requestId, response }) => urls.set(requestId, response.url));
  network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const url = urls.get(requestId) ?? '';
    if (/\.(js|wasm)$/.test(url)) bytes.set(new URL(url).pathname, encodedDataLength);
  });
  await page.goto(MUG, { waitUntil: 'networkidle' });
  const together = [...bytes.values()].reduce((sum, size) => sum + size, 0);
  console.log(`product page: ${(together / 1000).toFixed(1)} KB`, Object.fromEntries(bytes));
  expect([...bytes.keys()].some((file) => file.endsWith('.wasm'))).toBe(true);
  expect(together).toBeLessThanOrEqual(120_000);
});

test('nothing rotates or pops up on the front page; categories and prices are within two screens', async ({ page }) => {
  await page.goto('/en', { waitUntil: 'networkidle' });
  const bottoms = await page.locator('main .category-tile').evaluateAll((all) => all.map((tile) => tile.getBoundingClientRect().bottom));
  expect(bottoms.filter((bottom) => bottom <= 2 * 768).length).toBeGreaterThanOrEqual(4);
  await expect(page.locator('main .hero a')).toHaveCount(1);
  await expect(page.locator('main .reasons li')).toHaveCount(4);
  await expect(page.locator('dialog[open]')).toHaveCount(0);
  const links = await page.locator('main .card .name a').evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  expect(new Set(links).size).toBe(links.length);
  for (const card of await page.locator('main .card').all()) await expect(card.locator('.price')).toContainText('$');
});
