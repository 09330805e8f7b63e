import type { Page } from '@playwright/test';
import { CHAIR, MUG, expect, test } from './shop.js';

const shown = (page: Page) => page.locator('.stage [data-shown]');
const current = (page: Page) => page.locator('.thumbnails [aria-current]');
const lightbox = (page: Page) => page.locator('.lightbox');

/** Opens a product's page and waits until its script has taken over: the way back from the first picture is closed. */
async function open(page: Page, path: string) {
  await page.goto(path, { waitUntil: 'networkidle' });
  await expect(page.locator('.stage [data-step="-1"]')).toBeDisabled();
}

test('small pictures lead to large ones and mark the one that is shown', async ({ page }) => {
  await open(page, MUG);
  const small = page.locator('.thumbnails a');
  expect(await small.count()).toBeGreaterThanOrEqual(3);
  await small.nth(2).click();
  await expect(small.nth(2)).toHaveAttribute('aria-current', 'true');
  await expect(current(page)).toHaveCount(1);
  await expect(shown(page)).toHaveText('3');
  const file = await small.nth(2).locator('img').getAttribute('src');
  const large = page.locator('.strip li').nth(2);
  await expect(large).toBeInViewport({ ratio: 0.9 });
  await expect(large.locator('img')).toHaveAttribute('src', file!);
  expect(page.url()).not.toContain('#');
});

test('arrow keys walk through the pictures, and Tab goes on from the one that is shown', async ({ page }) => {
  await open(page, MUG);
  const links = page.locator('.strip a');
  await links.first().focus();
  await page.keyboard.press('ArrowRight');
  await expect(links.nth(1)).toBeFocused();
  await expect(page.locator('.strip li').nth(1)).toBeInViewport({ ratio: 0.9 });
  await page.keyboard.press('End');
  await expect(shown(page)).toHaveText(String(await links.count()));
  await page.keyboard.press('ArrowRight');
  await expect(shown(page)).toHaveText(String(await links.count()));
  await page.keyboard.press('Home');
  await expect(links.first()).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.locator('.strip a:focus')).toHaveCount(0);
});

test('a look from close by: the largest file, steps by key, Escape, and the focus comes back', async ({ page }) => {
  await open(page, MUG);
  const links = page.locator('.strip a');
  await links.first().focus();
  await page.keyboard.press('Enter');
  await expect(lightbox(page)).toBeVisible();
  const picture = lightbox(page).locator('img');
  await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.currentSrc)).toMatch(/-1600\./);
  const alt = await picture.getAttribute('alt');
  expect(alt).toBeTruthy();
  // The focus stays inside.
  for (let i = 0; i < 8; i++) {
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement === document.body || !!document.activeElement?.closest('.lightbox'))).toBe(true);
  }
  await page.keyboard.press('ArrowRight');
  await expect(picture).not.toHaveAttribute('alt', alt!);
  await expect(lightbox(page).locator('[data-shown]')).toHaveText('2');
  await page.keyboard.press('Escape');
  await expect(lightbox(page)).toBeHidden();
  await expect(links.nth(1)).toBeFocused();
  await expect(current(page)).toHaveAttribute('href', '#picture-2');
  await expect(page.locator('.strip li').nth(1)).toBeInViewport({ ratio: 0.9 });
});

test('a picture is enlarged to its full size and back', async ({ page }) => {
  await open(page, MUG);
  await page.locator('.strip a').first().click();
  const picture = lightbox(page).locator('img');
  await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.complete && img.naturalWidth > 0)).toBe(true);
  const fitting = (await picture.boundingBox())!;
  expect(fitting.height).toBeLessThanOrEqual(768);
  const enlarge = lightbox(page).getByRole('button', { name: 'Enlarge picture' });
  await enlarge.click();
  await expect(enlarge).toHaveAttribute('aria-pressed', 'true');
  expect((await picture.boundingBox())!.width).toBe(1600);
  await picture.click();
  await expect(enlarge).toHaveAttribute('aria-pressed', 'false');
  expect((await picture.boundingBox())!.height).toBeCloseTo(fitting.height, 0);
});

test('pictures answer after a soft navigation too', async ({ page }) => {
  await page.goto('/en/c/tableware', { waitUntil: 'networkidle' });
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  await page.locator(`main a[href="${MUG}"]`).click();
  await expect(page).toHaveURL(MUG);
  await expect(page.locator('.stage [data-step="-1"]')).toBeDisabled();
  await page.locator('.stage [data-step="1"]').click();
  await expect(shown(page)).toHaveText('2');
  expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);
});

test('a choice brings its picture and moves nothing', async ({ page }) => {
  await open(page, MUG);
  const places = () => page.locator('.buy-box .choice, .buy-box .add, .product-side h1').evaluateAll((all) => all.map((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return [x, y, width, height].map(Math.round).join(' ');
  }));
  const before = await places();
  for (const name of [/Ink blue/, /400/, /Cream/, /250/, /Sage/]) {
    await page.getByRole('radio', { name }).check({ force: true });
    expect(await places()).toEqual(before);
  }
  await page.getByRole('radio', { name: /Ink blue/ }).check({ force: true });
  await expect(shown(page)).not.toHaveText('1');
  await expect(current(page)).toHaveCount(1);
});

test('what is sold out can be seen, is labelled and cannot be added', async ({ page }) => {
  await open(page, '/en/p/nika-bedside-table');
  const button = page.locator('#buy .add');
  await expect(button).toBeDisabled();
  await expect(button).toHaveText('Sold out');
});

test('delivery with days, returns and description are told beside the button, folded by topic', async ({ page }) => {
  await open(page, CHAIR);
  const side = page.locator('.product-side');
  await expect(side.locator('.promises')).toContainText(/Arrives \w+day, \w+ \d+ – \w+day, \w+ \d+/);
  await expect(side.locator('.promises')).toContainText(/Standard shipping, \$\d/);
  await expect(side.locator('.promises').getByRole('link', { name: /returns within 30 days/ })).toBeVisible();
  const topics = side.locator('details.accordion');
  await expect(topics).toHaveCount(3);
  await expect(topics.first()).toHaveAttribute('open', '');
  const delivery = topics.nth(1);
  await expect(delivery.locator('dl')).toBeHidden();
  await delivery.locator('summary').focus();
  await page.keyboard.press('Enter');
  await expect(delivery.locator('dl')).toContainText('Express shipping');
  await expect(page.getByRole('tab')).toHaveCount(0);
});

test('recommendations leave out the product itself and what is in the cart', async ({ page }) => {
  const related = page.locator('.related .card a');
  await page.goto(CHAIR);
  await expect(related.first()).toBeVisible();
  const first = await related.first().getAttribute('href');
  expect(await related.evaluateAll((all) => all.map((link) => link.getAttribute('href')))).not.toContain(CHAIR);
  await page.goto(first!, { waitUntil: 'networkidle' });
  for (const option of await page.locator('#buy fieldset').all()) await option.locator('input').first().check({ force: true });
  await page.locator('#buy .add').click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.goto(CHAIR);
  await expect(related.first()).toBeVisible();
  expect(await related.evaluateAll((all) => all.map((link) => link.getAttribute('href')))).not.toContain(first);
});
