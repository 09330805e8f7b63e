import { expect, test } from './shop.js';

test('a list is narrowed down and sorted without JavaScript', async ({ page }) => {
  await page.goto('/en/c/seating');
  await page.getByRole('checkbox', { name: /Sage/ }).check();
  await page.locator('#filter-form').getByRole('button', { name: 'Apply' }).click();
  await expect(page).toHaveURL(/colour=sage/);
  await expect(page.locator('#count')).toHaveText('2 products');
  await page.locator('#sort').selectOption('name');
  await page.locator('.sort').getByRole('button', { name: 'Apply' }).click();
  await expect(page).toHaveURL(/sort=name/);
  await expect(page).toHaveURL(/colour=sage/);
  await expect(page.locator('.card .name').first()).toHaveText('Mila knitted pouf');
  await page.getByRole('link', { name: 'Clear all' }).click();
  await expect(page.locator('.applied')).toHaveCount(0);
});

test('a search works without JavaScript', async ({ page }) => {
  await page.goto('/en');
  await page.getByRole('searchbox', { name: 'Search products' }).fill('mug');
  await page.locator('header').getByRole('button', { name: 'Search' }).click();
  await expect(page).toHaveURL(/\/en\/search\?q=mug$/);
  await expect(page.getByRole('searchbox', { name: 'Search products' })).toHaveValue('mug');
  await expect(page.locator('main')).toContainText('Dune stoneware mug');
});

test('on a narrow screen the filters open without JavaScript', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto('/en/c/seating');
  await page.getByRole('button', { name: 'Filters', exact: true }).click();
  await page.getByRole('checkbox', { name: /Sage/ }).check();
  await page.locator('#filter-form').getByRole('button', { name: 'Apply' }).click();
  await expect(page.locator('#count')).toHaveText('2 products');
});
