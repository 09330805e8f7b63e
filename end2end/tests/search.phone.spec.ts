import { expect, test } from './shop.js';

test('at most eight suggestions on a phone, and no sideways scroll', async ({ page }) => {
  await page.goto('/en', { waitUntil: 'networkidle' });
  const before = await page.locator('main').boundingBox();
  const asked = page.waitForRequest(/search\/suggest/);
  await page.locator('#search').tap();
  await page.keyboard.type('d');
  expect(new URL((await asked).url()).searchParams.get('limit')).toBe('8');
  await expect(page.getByRole('listbox')).toBeVisible();
  expect(await page.getByRole('option').count()).toBeLessThanOrEqual(8);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  // What opens pushes nothing away.
  expect(await page.locator('main').boundingBox()).toEqual(before);
  await page.getByRole('option').first().tap();
  await expect(page).not.toHaveURL(/\/en$/);
});
