import { CHAIR, GOOD_CARD, add, expect, payWith, status, test, toGateway } from './shop.js';

test('a purchase on a phone of 360 px, without sideways scroll anywhere', async ({ page }) => {
  const fits = async () => expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  for (const path of ['/en', '/en/c/seating', CHAIR, '/en/cart']) {
    await page.goto(path);
    await fits();
  }
  await add(page, CHAIR);
  await page.goto('/en/cart');
  await fits();
  await page.goto('/en/checkout/contact');
  await fits();
  await toGateway(page);
  await fits();
  await payWith(page, GOOD_CARD);
  await expect(status(page)).toHaveText('Paid');
  await fits();
});
