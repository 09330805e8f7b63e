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

test('an order is found by its number and address, and told of by mail only', async ({ page, browser, watch }) => {
  await add(page, CHAIR);
  await toGateway(page);
  await payWith(page, GOOD_CARD);
  await expect(status(page)).toHaveText('Paid');
  const number = await page.locator('.order-facts dd').first().textContent();
  const context = await browser.newContext();
  watch.over(context);
  const stranger = await context.newPage();
  await stranger.goto('/en');
  await stranger.locator('.site-footer a[href$="/orders/lookup"]').click();
  await stranger.getByLabel('Order number').fill('');
  await stranger.getByRole('button', { name: 'Send me the link' }).click();
  await expect(stranger.locator('.error-summary')).toBeFocused();
  await stranger.getByLabel('Order number').fill(number!);
  await stranger.getByLabel('E-mail').fill('maria@example.com');
  await stranger.getByRole('button', { name: 'Send me the link' }).click();
  await expect(stranger.locator('main .notice')).toContainText('on its way');
  await stranger.goto('/admin/mail');
  await expect(stranger.locator('main')).toContainText(`The link to your order ${number}`, { timeout: 15_000 });
  await context.close();
});
