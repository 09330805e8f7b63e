import type { Page } from '@playwright/test';
import { expect, test } from './shop.js';

const field = (page: Page) => page.getByRole('combobox', { name: 'Search products' }).first();
const list = (page: Page) => page.getByRole('listbox', { name: 'Suggestions' });
const options = (page: Page) => list(page).getByRole('option');

async function type(page: Page, words: string) {
  await page.goto('/en', { waitUntil: 'networkidle' });
  await page.locator('#search').click();
  await page.keyboard.type(words, { delay: 20 });
}

test('suggestions come within 300 ms of a pause, at most ten, told apart, with picture and price', async ({ page }) => {
  await type(page, 'du');
  await expect(list(page)).toBeVisible();
  await page.keyboard.type('n');
  const started = Date.now();
  await page.waitForResponse(/search\/suggest\?.*q=dun&/);
  expect(Date.now() - started).toBeLessThan(300);
  expect(await options(page).count()).toBeLessThanOrEqual(10);
  const products = list(page).getByRole('group', { name: 'Products' });
  const mug = products.getByRole('option', { name: /Dune stoneware mug/ });
  await expect(mug).toContainText('$');
  await expect(mug.locator('img')).toBeVisible();
  await expect(mug.locator('mark')).toHaveText('Dun');
  await expect(page.locator('#announcements')).toHaveText(/^\d+ suggestions?$/);
  await expect(field(page)).toHaveAttribute('aria-expanded', 'true');
});

test('arrows go round, Enter opens what is chosen', async ({ page }) => {
  await type(page, 'dune');
  await expect(list(page)).toBeVisible();
  const chosen = () => page.locator('[role=option][aria-selected=true]');
  await expect(chosen()).toHaveCount(0);
  await page.keyboard.press('ArrowUp');
  await expect(options(page).last()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowDown');
  await expect(options(page).first()).toHaveAttribute('aria-selected', 'true');
  await expect(field(page)).toHaveAttribute('aria-activedescendant', (await options(page).first().getAttribute('id'))!);
  await expect(field(page)).toBeFocused();
  const target = list(page).getByRole('option', { name: /Dune stoneware mug/ });
  for (let step = 0; step < 10 && (await target.getAttribute('aria-selected')) !== 'true'; step++) await page.keyboard.press('ArrowDown');
  await expect(chosen()).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/en\/p\/dune-stoneware-mug$/);
  await expect(list(page)).toBeHidden();
});

test('Enter without a choice searches, and the words stay in the field', async ({ page }) => {
  await type(page, 'mug');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/en\/search\?q=mug$/);
  await expect(page.locator('#search')).toHaveValue('mug');
  await expect(page.locator('main')).toContainText('Dune stoneware mug');
  await expect(page).toHaveTitle(/mug/);
  expect(await page.evaluate(() => !!document.activeElement?.closest('main'))).toBe(true);
  await expect(page.locator('.suggestions:visible')).toHaveCount(0);
});

test('Escape closes, then empties; Tab closes and goes on', async ({ page }) => {
  await type(page, 'dune');
  await expect(list(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(list(page)).toBeHidden();
  await expect(page.locator('#search')).toHaveValue('dune');
  await page.keyboard.press('ArrowDown');
  await expect(list(page)).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(list(page)).toBeHidden();
  await expect(page.locator('.header-search button')).toBeFocused();
  await page.locator('#search').focus();
  await page.keyboard.press('Escape');
  await expect(page.locator('#search')).toHaveValue('');
});

test('suggestions come after a soft navigation too, and older answers are dropped', async ({ page }) => {
  await page.goto('/en', { waitUntil: 'networkidle' });
  await page.locator('header a[href$="/c/plants"]').click();
  await expect(page).toHaveURL(/\/c\/plants$/);
  await page.route(/suggest\?.*q=du&/, async (route) => {
    await new Promise((done) => setTimeout(done, 500));
    await route.continue().catch(() => undefined);
  });
  await page.locator('#search').click();
  await page.keyboard.type('du');
  await page.waitForTimeout(250);
  await page.keyboard.type('ne mug');
  await expect(list(page).getByRole('option', { name: /mug/i }).first()).toBeVisible();
  await page.waitForTimeout(600);
  await expect(options(page).first().locator('mark').first()).not.toHaveText(/^du$/i);
});

test('nothing is asked while characters are being composed', async ({ page }) => {
  await page.goto('/zh-hans', { waitUntil: 'networkidle' });
  let asked = 0;
  page.on('request', (request) => {
    if (request.url().includes('/search/suggest')) asked++;
  });
  const network = await page.context().newCDPSession(page);
  await page.locator('#search').focus();
  await network.send('Input.imeSetComposition', { text: 'bei', selectionStart: 3, selectionEnd: 3 });
  await page.waitForTimeout(400);
  expect(asked).toBe(0);
  await network.send('Input.insertText', { text: '杯' });
  await expect.poll(() => asked).toBe(1);
});

test('one wrong letter still finds', async ({ page }) => {
  await page.goto('/en/search?q=stonewere');
  await expect(page.locator('main')).toContainText('Dune stoneware mug');
});

test('a search for nothing we have leads on', async ({ page }) => {
  await page.goto('/en/search?q=qwrtzuiop', { waitUntil: 'networkidle' });
  await expect(page.locator('h1')).toHaveText('Nothing found for “qwrtzuiop”');
  await page.locator('main').getByRole('link', { name: 'Plants' }).click();
  await expect(page).toHaveURL(/\/c\/plants$/);
  await expect(page.locator('#search')).toHaveValue('');
});

test('results are narrowed down like a category, the words kept', async ({ page }) => {
  await page.goto('/en/search?q=dune', { waitUntil: 'networkidle' });
  await page.getByRole('checkbox', { name: /Ink/ }).check();
  await expect(page).toHaveURL(/\/search\?q=dune&colour=ink$/);
  await expect(page.locator('.card')).toHaveCount(1);
  await expect(page.locator('#announcements')).toContainText('1 result for “dune”');
});
