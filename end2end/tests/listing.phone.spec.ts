import { expect, test } from './shop.js';

test('filters cover the page, say how many products they leave, and stay open meanwhile', async ({ page }) => {
  await page.goto('/en/c/seating', { waitUntil: 'networkidle' });
  const filters = page.locator('#filters');
  await expect(filters).toBeHidden();
  await page.getByRole('button', { name: 'Filters', exact: true }).click();
  await expect(filters).toBeVisible();
  // Nothing behind it can be reached.
  expect(await page.evaluate(() => document.querySelector<HTMLElement>('.site-header')!.inert && document.querySelector<HTMLElement>('.results')!.inert)).toBe(true);
  await filters.getByRole('checkbox', { name: /Sage/ }).check();
  await expect(page).toHaveURL(/colour=sage$/);
  await expect(filters).toBeVisible();
  await expect(filters.getByRole('checkbox', { name: /Sage/ })).toBeFocused();
  await filters.getByRole('button', { name: 'Show 2 products' }).click();
  await expect(filters).toBeHidden();
  await expect(page.locator('.card')).toHaveCount(2);
  const opener = page.getByRole('button', { name: 'Filters (1)' });
  expect(await page.evaluate(() => document.querySelectorAll('[inert]').length)).toBe(0);
  await opener.click();
  await page.keyboard.press('Escape');
  await expect(filters).toBeHidden();
  await expect(opener).toBeFocused();
});

test('nothing scrolls sideways at 320 px and what is touched has 44 px', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  for (const path of ['/en/c/seating?colour=sage&available=yes', '/ru/search?q=%D0%B4%D0%B8%D0%B2%D0%B0%D0%BD', '/ru/search?q=qwrtzuiop']) {
    await page.goto(path, { waitUntil: 'networkidle' });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  }
  await page.goto('/en/c/seating?colour=sage', { waitUntil: 'networkidle' });
  await page.locator('.open-filters').click();
  const low = await page.locator('#filters :is(button, summary, label.tick, input[type=text]):visible, .applied a, .sort select').evaluateAll((all) =>
    all.filter((element) => element.getBoundingClientRect().height < 44).map((element) => element.outerHTML),
  );
  expect(low).toEqual([]);
});

test('the second picture of a card is not loaded where nothing hovers', async ({ page }) => {
  await page.goto('/en/c/seating', { waitUntil: 'networkidle' });
  const loaded = await page.locator('.card .second img').evaluateAll((all) => all.filter((image) => (image as HTMLImageElement).currentSrc !== '').length);
  expect(await page.locator('.card .second img').count()).toBeGreaterThan(0);
  expect(loaded).toBe(0);
});
