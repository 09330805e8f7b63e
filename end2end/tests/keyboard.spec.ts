import type { Locator, Page } from '@playwright/test';
import { GOOD_CARD, US, expect, status, test } from './shop.js';

/** Presses Tab until the element has the focus. At every stop on the way the focus must be seen. */
async function tabTo(page: Page, goal: Locator, most = 90): Promise<void> {
  await expect(goal).toBeAttached();
  for (let pressed = 0; pressed < most; pressed++) {
    await page.keyboard.press('Tab');
    await seen(page);
    if (await goal.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`${goal} was not reached by ${most} presses of Tab`);
}

/** A ring of at least two pixels around what has the focus, or around the label that is drawn for it, and inside the window. */
async function seen(page: Page): Promise<void> {
  const focus = await page.evaluate(async () => {
    const element = document.activeElement as HTMLInputElement | null;
    if (!element || element === document.body) return null;
    // The skip link slides in.
    await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {})));
    const parts = [element, ...(element.labels ?? []), ...(element.closest('label') ? [element.closest('label')!] : [])];
    // A card's link draws its ring around the card.
    const styles = parts.flatMap((part) => [null, '::after', '::before'].map((pseudo) => getComputedStyle(part, pseudo)));
    const rings = styles.map(({ content, outlineStyle, outlineWidth }) => (outlineStyle === 'none' || content === 'none' ? 0 : parseFloat(outlineWidth)));
    const inside = () =>
      parts.some((part) => {
        const { top, bottom, left, right } = part.getBoundingClientRect();
        return bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
      });
    // Some places are scrolled to smoothly.
    for (let frames = 0; frames < 60 && !inside(); frames++) await new Promise(requestAnimationFrame);
    return { ring: Math.max(...rings), inside: inside(), what: element.outerHTML.slice(0, 120) };
  });
  if (!focus) return;
  expect.soft(focus.ring, `the focus is seen on ${focus.what}`).toBeGreaterThanOrEqual(2);
  expect.soft(focus.inside, `what has the focus is in the window: ${focus.what}`).toBe(true);
}

/** Fills in what has the focus, as somebody who types. */
async function fill(page: Page, input: Locator, text: string): Promise<void> {
  await tabTo(page, input);
  const tag = await input.evaluate((element) => element.tagName);
  const label = tag === 'SELECT' ? await input.locator(`option[value="${text}"]`).textContent() : text;
  await page.keyboard.type(label!.trim());
}

/** Counts what only a mouse or a finger makes; survives page loads. */
async function withoutMouse(page: Page): Promise<() => Promise<void>> {
  const used: string[] = [];
  await page.exposeFunction('pointed', (kind: string) => void used.push(kind));
  await page.addInitScript(() => {
    for (const kind of ['pointerdown', 'mousedown', 'mousemove', 'touchstart'])
      addEventListener(kind, () => (window as unknown as { pointed: (kind: string) => void }).pointed(kind), { capture: true });
  });
  return async () => expect(used).toEqual([]);
}

test('the skip link comes first, is seen and leads to the content', async ({ page }) => {
  await page.goto('/en', { waitUntil: 'networkidle' });
  await page.keyboard.press('Tab');
  const skip = page.locator('a[href="#main"]');
  await expect(skip).toBeFocused();
  await seen(page);
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.locator('main')).toBeFocused();
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => !!document.activeElement?.closest('main'))).toBe(true);
});

test('the drawer keeps the focus, Esc closes it, and the focus goes back', async ({ page }) => {
  await page.goto('/en/p/arco-shell-armchair', { waitUntil: 'networkidle' });
  const add = page.locator('form[action$="/api/cart/add"] button[type=submit]');
  await tabTo(page, add);
  await page.keyboard.press('Enter');
  const drawer = page.locator('#cart-drawer');
  await expect(drawer).toBeVisible();
  const stops = new Set<string>();
  for (let pressed = 0; pressed < 12; pressed++) {
    const where = await page.evaluate(() => {
      const element = document.activeElement!;
      // Between its last and its first element the browser's own window has a turn.
      return element === document.body || element.closest('dialog[open]') ? element.outerHTML.slice(0, 60) : `outside: ${element.outerHTML.slice(0, 60)}`;
    });
    expect(where).not.toMatch(/^outside/);
    stops.add(where);
    await page.keyboard.press('Tab');
    await seen(page);
  }
  expect(stops.size).toBeGreaterThan(2);
  await page.keyboard.press('Escape');
  await expect(drawer).toBeHidden();
  await expect(add).toBeFocused();
});

test('a whole purchase by keyboard alone', async ({ page }) => {
  test.setTimeout(120_000);
  const noMouse = await withoutMouse(page);
  await page.goto('/en', { waitUntil: 'networkidle' });
  await tabTo(page, page.locator('header nav a[href$="/c/tableware"]'));
  await page.keyboard.press('Enter');
  await expect(page).toHaveTitle(/Tableware/);
  await tabTo(page, page.locator('main a[href*="/p/dune-stoneware-mug"]').first());
  await page.keyboard.press('Enter');
  await expect(page).toHaveTitle(/mug/i);

  await tabTo(page, page.getByRole('radio', { name: /Sage/ }));
  await page.keyboard.press('Space');
  await expect(page.getByRole('radio', { name: /Sage/ })).toBeChecked();
  await tabTo(page, page.getByRole('radio', { name: /250/ }));
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('radio', { name: /400/ })).toBeChecked();
  await tabTo(page, page.locator('form[action$="/api/cart/add"] button[type=submit]:not([formmethod=get])').first());
  await page.keyboard.press('Enter');
  const drawer = page.locator('#cart-drawer');
  await expect(drawer).toBeVisible();
  await tabTo(page, drawer.locator('a[href$="/checkout/contact"]'));
  await page.keyboard.press('Enter');

  await expect(page).toHaveURL(/\/checkout\/contact$/);
  await fill(page, page.locator('[name=email]'), 'keyboard@example.com');
  const country = page.locator('[name=country]');
  if ((await country.inputValue()) !== US.country) await fill(page, country, US.country);
  for (const [name, text] of Object.entries(US.fields)) await fill(page, page.locator(`[name=${name}]`), text);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/checkout\/shipping$/);
  await choose(page, page.locator('input[type=radio][value=standard]'));
  await tabTo(page, page.locator('form[action$="/api/checkout/shipping"] button[type=submit]'));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/checkout\/payment$/);
  await tabTo(page, page.locator('form[action$="/api/checkout/place"] button[type=submit]'));
  await page.keyboard.press('Enter');

  await expect(page).toHaveURL(/\/test-gateway\/pay\//);
  await fill(page, page.locator('[autocomplete=cc-number]'), GOOD_CARD);
  await fill(page, page.locator('[autocomplete=cc-exp]'), '12/34');
  await fill(page, page.locator('[autocomplete=cc-csc]'), '123');
  await page.keyboard.press('Enter');
  await expect(status(page)).toHaveText('Paid');
  await noMouse();
});

/** A group of radio buttons is one stop of Tab: at its chosen one, or at its first. */
async function choose(page: Page, radio: Locator): Promise<void> {
  const group = page.locator(`input[type=radio][name="${await radio.getAttribute('name')}"]`);
  const chosen = group.and(page.locator(':checked'));
  await tabTo(page, (await chosen.count()) ? chosen : group.first());
  await page.keyboard.press('Space');
  for (let pressed = 0; pressed < 10 && !(await radio.isChecked()); pressed++) await page.keyboard.press('ArrowDown');
  await expect(radio).toBeChecked();
}

test('the focus ring stands out by 3:1 in both themes', async ({ page }) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.goto('/en/p/dune-stoneware-mug', { waitUntil: 'networkidle' });
    await tabTo(page, page.locator('form[action$="/api/cart/add"] button[type=submit]').first());
    const ratio = await page.evaluate(() => {
      const paint = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
      const luminance = (colour: string) => {
        paint.fillStyle = colour;
        paint.fillRect(0, 0, 1, 1);
        const [r, g, b] = [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3).map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
      };
      // Where it lies: on the first ground under the button that is not transparent.
      let ground = document.activeElement!.parentElement!;
      while (ground.parentElement && /transparent|, 0\)|\/ 0\)/.test(getComputedStyle(ground).backgroundColor)) ground = ground.parentElement;
      const [ring, under] = [getComputedStyle(document.activeElement!).outlineColor, getComputedStyle(ground).backgroundColor].map(luminance) as [number, number];
      return (Math.max(ring, under) + 0.05) / (Math.min(ring, under) + 0.05);
    });
    expect(ratio, colorScheme).toBeGreaterThanOrEqual(3);
  }
});
