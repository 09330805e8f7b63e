import type { Page } from '@playwright/test';
import { CHAIR, expect, test } from './shop.js';

/** What moves on the way from home to an added product, with how long; and how often pages were blended. */
async function movements(page: Page, reducedMotion: 'reduce' | 'no-preference'): Promise<string[]> {
  const moved: string[] = [];
  await page.emulateMedia({ reducedMotion });
  await page.exposeFunction('moves', (what: string) => void moved.push(what));
  await page.addInitScript(() => {
    const { moves } = window as unknown as { moves: (what: string) => void };
    const seconds = (list: string) => Math.max(...list.split(',').map((part) => parseFloat(part) * (part.trim().endsWith('ms') ? 0.001 : 1)));
    for (const kind of ['animationstart', 'transitionrun'] as const)
      document.addEventListener(kind, (event) => {
        const style = getComputedStyle(event.target as Element, (event as AnimationEvent).pseudoElement || null);
        const long = seconds(kind === 'animationstart' ? style.animationDuration : style.transitionDuration);
        if (long > 0.001) moves(`${kind} on ${(event.target as Element).className}: ${long} s`);
      });
    const blend = document.startViewTransition?.bind(document);
    if (blend) document.startViewTransition = (change) => (moves('pages blended'), blend(change));
  });
  await page.goto('/en', { waitUntil: 'networkidle' });
  await page.locator('header nav a[href$="/c/seating"]').click();
  await expect(page).toHaveTitle(/Seating/);
  await page.locator(`main a[href*="${CHAIR}"]`).first().click();
  await expect(page).toHaveTitle(/Arco/);
  await page.locator('form[action$="/api/cart/add"] button[type=submit]').click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.waitForTimeout(300);
  return moved;
}

test('nothing moves for who asked for less motion', async ({ page }) => {
  expect(await movements(page, 'reduce')).toEqual([]);
});

test('for others pages blend and the drawer slides: the watch on motion sees both', async ({ page }) => {
  const moved = await movements(page, 'no-preference');
  expect(moved.some((what) => what === 'pages blended')).toBe(true);
  expect(moved.some((what) => what.startsWith('animationstart on drawer'))).toBe(true);
});
