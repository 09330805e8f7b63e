import { expect, test } from './shop.js';

const SEATING = '/en/c/seating';

test('a filter changes the list in place: address, count, focus and what is announced', async ({ page }) => {
  await page.goto(SEATING, { waitUntil: 'networkidle' });
  const all = await page.locator('.card').count();
  const sage = page.getByRole('checkbox', { name: /Sage/ });
  await sage.focus();
  const scrolled = await page.evaluate(() => scrollY);
  await page.keyboard.press('Space');
  await expect(page).toHaveURL(/\/c\/seating\?colour=sage$/);
  await expect(sage).toBeChecked();
  await expect(sage).toBeFocused();
  await expect(page.locator('#announcements')).toHaveText('Seating – 2 products');
  await expect(page.locator('.card')).toHaveCount(2);
  expect(await page.evaluate(() => scrollY)).toBe(scrolled);
  await page.reload({ waitUntil: 'networkidle' });
  await expect(sage).toBeChecked();
  await expect(page.locator('#count')).toHaveText('2 products');
  await page.goBack();
  await expect(page).toHaveURL(/\/c\/seating$/);
  await expect(sage).not.toBeChecked();
  await expect(page.locator('.card')).toHaveCount(all);
});

test('values of a facet are alternatives, facets narrow each other down', async ({ page }) => {
  await page.goto(SEATING, { waitUntil: 'networkidle' });
  await page.getByRole('checkbox', { name: /Slate/ }).check();
  await expect(page).toHaveURL(/colour=slate$/);
  await page.getByRole('checkbox', { name: /Sage/ }).check();
  await expect(page).toHaveURL(/colour=sage&colour=slate$/);
  await expect(page.locator('#count')).toHaveText('3 products');
  await page.getByRole('checkbox', { name: /In stock only/ }).check();
  await expect(page).toHaveURL(/available=yes$/);
  await expect(page.locator('#count')).toHaveText('2 products');
  await page.getByRole('checkbox', { name: /Slate/ }).uncheck();
  await expect(page).toHaveURL(/colour=sage&available=yes$/);
  await expect(page.getByRole('checkbox', { name: /Slate/ })).toBeDisabled();
});

test('chips take back one choice or all of them', async ({ page }) => {
  await page.goto(`${SEATING}?colour=sage&colour=moss&sort=name`, { waitUntil: 'networkidle' });
  await page.getByRole('link', { name: 'Remove filter Colour: Moss' }).click();
  await expect(page).toHaveURL(/\?colour=sage&sort=name$/);
  await expect(page.locator('#count')).toBeFocused();
  await expect(page.locator('#announcements')).toHaveText('Seating – 2 products');
  await page.getByRole('link', { name: 'Clear all' }).click();
  await expect(page).toHaveURL(/\?sort=name$/);
  await expect(page.locator('.applied')).toHaveCount(0);
  await page.goBack();
  await expect(page.getByRole('checkbox', { name: /Sage/ })).toBeChecked();
});

test('a price is typed, one field after the other, and nothing typed is lost', async ({ page }) => {
  await page.goto('/en/c/tableware', { waitUntil: 'networkidle' });
  // Slow enough that the second field is written while the first is being applied.
  await page.route(/price-min=15$/, async (route) => {
    await new Promise((done) => setTimeout(done, 600));
    await route.continue();
  });
  await page.locator('#price-min').fill('15');
  await page.keyboard.press('Tab');
  await page.keyboard.type('19,5');
  await expect(page).toHaveURL(/price-min=15$/);
  await expect(page.locator('#price-max')).toBeFocused();
  await expect(page.locator('#price-max')).toHaveValue('19,5');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/price-min=15&price-max=19%2C5$/);
  await expect(page.locator('.applied')).toContainText('From $15.00 to $19.50');
  await expect(page.locator('#price-max')).toBeFocused();
});

test('what was folded away stays so', async ({ page }) => {
  await page.goto(SEATING, { waitUntil: 'networkidle' });
  await page.locator('#facet-height summary').click();
  await expect(page.locator('#facet-height fieldset')).toBeHidden();
  await page.getByRole('checkbox', { name: /Sage/ }).check();
  await expect(page).toHaveURL(/colour=sage/);
  await expect(page.locator('#facet-height fieldset')).toBeHidden();
});

test('Back from a product finds filters, order and scroll', async ({ page }) => {
  await page.goto(`${SEATING}?available=yes&sort=price-desc`, { waitUntil: 'networkidle' });
  const last = page.locator('.card .name a').last();
  await last.scrollIntoViewIfNeeded();
  await page.waitForTimeout(200);
  const scrolled = await page.evaluate(() => Math.round(scrollY));
  await last.click();
  await expect(page).toHaveURL(/\/en\/p\//);
  await page.goBack();
  await expect(page).toHaveURL(/available=yes&sort=price-desc$/);
  await expect.poll(() => page.evaluate(() => Math.round(scrollY))).toBe(scrolled);
  await expect(page.locator('#sort')).toHaveValue('price-desc');
});
