import { expect, test } from './shop.js';

test('without a connection the shop stays and offers to try again', async ({ page, context, watch }) => {
  // The browser asks for its icon whenever the title changes, and for pictures as soon as they come near.
  watch.expected.push('ERR_INTERNET_DISCONNECTED', '/en/c/', 'favicon.svg', '/media/');
  await page.goto('/en', { waitUntil: 'networkidle' });
  const link = page.locator('main a[href$="/c/seating"]').first();
  await context.setOffline(true);
  await link.click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('You are offline');
  await expect(page).toHaveTitle('You are offline');
  await expect(page).toHaveURL(/\/en\/c\/seating$/);
  await expect(page.locator('.site-header')).toBeVisible();
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
  const retry = page.getByRole('link', { name: 'Try again' });
  await retry.click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('You are offline');
  await context.setOffline(false);
  await retry.click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Seating');
  await page.goBack();
  await expect(page).toHaveURL(/\/en$/);
  await expect(page.locator('main a[href$="/c/seating"]').first()).toBeVisible();
});

test('Back without a connection shows what was there', async ({ page, context, watch }) => {
  watch.expected.push('ERR_INTERNET_DISCONNECTED', 'favicon.svg', '/media/');
  await page.goto('/en', { waitUntil: 'networkidle' });
  await page.locator('.site-footer a[href$="/returns"]').first().click();
  await expect(page).toHaveTitle(/Returns/);
  await context.setOffline(true);
  await page.goBack();
  await expect(page.locator('main a[href$="/c/seating"]').first()).toBeVisible();
});

test('Back without a connection offers to try again where nothing may be kept', async ({ page, context, watch }) => {
  watch.expected.push('ERR_INTERNET_DISCONNECTED', '/en/orders/lookup', 'favicon.svg');
  await page.goto('/en/orders/lookup', { waitUntil: 'networkidle' });
  await page.locator('.site-footer a[href$="/returns"]').first().click();
  await expect(page).toHaveTitle(/Returns/);
  await context.setOffline(true);
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('You are offline');
  await context.setOffline(false);
  await page.getByRole('link', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Find your order');
});
