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
