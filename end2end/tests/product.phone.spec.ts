import type { Page } from '@playwright/test';
import { CHAIR, MUG, expect, test } from './shop.js';

const bar = (page: Page) => page.locator('.buy-bar');

test('the button stays at hand while it is out of sight, and says what is still to be chosen', async ({ page }) => {
  await page.goto(MUG, { waitUntil: 'networkidle' });
  await expect(bar(page)).toBeVisible();
  await expect(bar(page).locator('.price')).toContainText('$16.00');
  await page.locator('#buy .add').scrollIntoViewIfNeeded();
  await expect(bar(page)).toBeHidden();
  await page.evaluate(() => scrollTo(0, 0));
  await expect(bar(page)).toBeVisible();
  await bar(page).getByRole('button').click();
  await expect(page.locator('#buy-message')).toContainText('Please choose: Colour');
  await expect(page.locator('#buy fieldset').first().locator('input').first()).toBeFocused();
  await expect(page.locator('#buy fieldset').first()).toBeInViewport({ ratio: 1 });
});

test('the button at hand adds to the cart', async ({ page }) => {
  await page.goto(CHAIR, { waitUntil: 'networkidle' });
  await bar(page).getByRole('button', { name: 'Add to cart' }).click();
  await expect(page.getByRole('dialog')).toContainText('Arco shell armchair');
});

test('the bar never covers what has the focus, all the way down by Tab and back', async ({ page }) => {
  test.setTimeout(60_000);
  await page.goto(MUG, { waitUntil: 'networkidle' });
  const covered = () => page.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const element = document.activeElement as HTMLElement;
    const bar = document.querySelector('.buy-bar') as HTMLElement;
    if (!element || element === document.body || bar.contains(element) || bar.hidden) return '';
    // A choice is as large as its label.
    const box = (element.closest('.choice, .card') ?? element).getBoundingClientRect();
    const top = bar.getBoundingClientRect().top;
    // What is larger than the room can only begin in it.
    const fits = box.height < top;
    return (fits ? box.bottom > top + 1 : box.top >= top) ? `${element.outerHTML.slice(0, 120)} ${box.top}–${box.bottom}, bar at ${top}` : '';
  });
  const seen = new Set<string>();
  for (const key of ['Tab', 'Shift+Tab']) {
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press(key);
      expect(await covered()).toBe('');
      seen.add(await page.evaluate(() => document.activeElement?.closest('main, footer, header')?.tagName ?? ''));
    }
  }
  expect(seen).toContain('FOOTER');
});

test('a swipe shows the next picture and marks it', async ({ page }) => {
  await page.goto(MUG, { waitUntil: 'networkidle' });
  await page.locator('.strip').evaluate((strip) => strip.scrollTo({ left: strip.clientWidth, behavior: 'instant' }));
  await expect(page.locator('.stage [data-shown]')).toHaveText('2');
  await expect(page.locator('.thumbnails a').nth(1)).toHaveAttribute('aria-current', 'true');
});

test('nothing scrolls sideways at 320 px, in the languages with the longest words too', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  for (const language of ['en', 'pt-br', 'ru']) {
    await page.goto(`/${language}`);
    const product = await page.locator('main .card a').first().getAttribute('href');
    for (const path of [`/${language}`, product!, `/${language}/cart`]) {
      await page.goto(path);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(320);
    }
  }
});

test('the headline of the front page is whole and nothing lies over it', async ({ page }) => {
  await page.goto('/en');
  const headline = page.locator('.hero h1');
  await expect(headline).toBeInViewport();
  const isOnTop = await headline.evaluate((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const at = document.elementFromPoint(left + width / 2, top + height / 2);
    return at === element && element.scrollWidth <= element.clientWidth;
  });
  expect(isOnTop).toBe(true);
});
