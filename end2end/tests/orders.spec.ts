import { CHAIR, GOOD_CARD, add, expect, payWith, status, test, toGateway } from './shop.js';

test('an order opens for its own session only', async ({ page, browser, watch }) => {
  watch.expected.push('404');
  await add(page, CHAIR);
  await toGateway(page);
  await payWith(page, GOOD_CARD);
  await expect(status(page)).toHaveText('Paid');
  const address = page.url().split('?')[0]!;
  const stranger = await browser.newContext();
  watch.over(stranger);
  const answer = await (await stranger.newPage()).goto(address);
  expect(answer?.status()).toBe(404);
  await stranger.close();
});

test('the sent mail can be read in the preview', async ({ page, watch }) => {
  // The frame takes no script, not even the test's own.
  watch.expected.push('Blocked script execution');
  await page.goto('/admin/mail');
  await page.locator('main a[href*="/admin/mail/"]').first().click();
  await expect(page.frameLocator('main iframe').locator('body')).toContainText('TEST');
});
