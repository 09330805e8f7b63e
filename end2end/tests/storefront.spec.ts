// What shoppers expect of every page, whatever noun it belongs to.
import { CHAIR, add, expect, query, test } from './shop.js';
import { sights, test as onStage } from './states.js';

const TAGS: Record<string, string> = { en: 'en', ru: 'ru', 'pt-br': 'pt-BR', 'zh-hans': 'zh-Hans' };

onStage('every page has one h1, main, header and footer, its language, and no name of a text in place of the text', async ({ page, stage }) => {
  test.setTimeout(120_000);
  const found: string[] = [];
  const list = sights();
  for (const sight of list) {
    await stage.show(sight, page.context(), async (path) => {
      const html = await (await page.request.get(path, { headers: { accept: 'text/html' } })).text();
      const body = html.replace(/<script[\s\S]*?<\/script>|<iframe[\s\S]*?<\/iframe>/g, '');
      for (const tag of ['h1', 'main'])
        if (body.match(new RegExp(`<${tag}[ >]`, 'g'))?.length !== 1) found.push(`${sight.title}: not one <${tag}>`);
      // Sections may have a header of their own; the page's comes before its content, its footer after.
      const [before, after] = [body.split('<main')[0]!, body.split('</main>')[1] ?? ''];
      if (before.match(/<header[ >]/g)?.length !== 1) found.push(`${sight.title}: not one <header> before the content`);
      if (after.match(/<footer[ >]/g)?.length !== 1) found.push(`${sight.title}: not one <footer> after it`);
      // Pages of the back room have no language in their address: the browser's decides.
      if (!html.includes(`<html lang="${TAGS[sight.language]}"`)) found.push(`${sight.title}: the wrong language`);
      for (const [name] of body.replace(/<[^>]*>/g, ' ').matchAll(/\b(?:cart|checkout|product|listing|order|errors|nav|search)[._][a-z]+_?[a-z]*\b/g)) found.push(`${sight.title}: ${name}`);
    });
  }
  expect(list.length).toBeGreaterThan(40);
  expect(found).toEqual([]);
});

test('the menu marks the category, and breadcrumbs lead back from listing and product', async ({ page }) => {
  await page.goto('/en/c/seating');
  await expect(page.locator('header nav [aria-current=page]')).toHaveText('Seating');
  await expect(page.locator('.breadcrumbs a').first()).toHaveAttribute('href', '/en');
  await page.goto(CHAIR);
  await expect(page.locator('header nav [aria-current=true]')).toHaveText('Seating');
  await page.locator('.breadcrumbs').getByRole('link', { name: 'Seating' }).click();
  await expect(page).toHaveURL(/\/en\/c\/seating$/);
});

test('a card has picture, name, price and stock, and shows its second picture to who points at it', async ({ page }) => {
  await page.goto('/en/c/seating', { waitUntil: 'networkidle' });
  const card = page.locator('main li').filter({ has: page.locator('a[href*="/p/arco-shell-armchair"]') });
  await expect(card.locator('img').first()).toHaveAttribute('alt', /.+/);
  await expect(card).toContainText('Arco shell armchair');
  await expect(card).toContainText('$179.00');
  const second = card.locator('.second');
  await expect(second).toHaveCSS('opacity', '0');
  await card.locator('a').first().hover();
  await expect(second).toHaveCSS('opacity', '1');
  // Somewhere in the list: a former price, and that nothing is left.
  await page.goto('/en/c/tables');
  await expect(page.locator('main')).toContainText(/sold out/i);
  await expect(page.locator('main li s').first()).toContainText('$');
});

test('every product has three pictures or more', async () => {
  const few = query('SELECT product_id FROM product_pictures GROUP BY product_id HAVING COUNT(*) < 3');
  expect(few).toEqual([]);
  expect(Number(query('SELECT COUNT(DISTINCT product_id) FROM product_pictures')[0])).toBe(Number(query('SELECT COUNT(*) FROM products')[0]));
});

test('the button answers within 100 ms, long before the server does; then the drawer opens', async ({ page }) => {
  await page.goto(CHAIR, { waitUntil: 'networkidle' });
  await page.route('**/api/cart/add', async (route) => {
    await new Promise((done) => setTimeout(done, 1_000));
    await route.continue();
  });
  const button = page.locator('form[action$="/api/cart/add"] button[type=submit]').first();
  const answer = button.evaluate(
    (element) =>
      new Promise<number>((done) => {
        let pressed = 0;
        element.addEventListener('click', () => (pressed = performance.now()), { capture: true });
        new MutationObserver(() => element.getAttribute('aria-busy') === 'true' && done(performance.now() - pressed)).observe(element, { attributes: true });
      }),
  );
  await button.click();
  expect(await answer).toBeLessThan(100);
  await expect(page.locator('#cart-drawer')).toBeHidden();
  await expect(page.locator('#cart-drawer')).toBeVisible();
  await expect(page.locator('#cart-drawer').getByRole('link', { name: 'View cart' })).toBeVisible();
});

test('the cart shows picture, prices and link of a line, and what makes the total', async ({ page }) => {
  await add(page, CHAIR);
  await page.goto('/en/cart', { waitUntil: 'networkidle' });
  await page.locator('main [name=quantity]').fill('2');
  await page.locator('main [name=quantity]').blur();
  const main = page.locator('main');
  await expect(main.locator('.cart-columns img').first()).toBeVisible();
  await expect(main.locator('a[href*="/p/arco-shell-armchair"]').first()).toBeVisible();
  await expect(main).toContainText('$179.00');
  await expect(main).toContainText('$358.00');
  const summary = page.locator('.cart-summary');
  await expect(summary).toContainText(/Subtotal/);
  await expect(summary).toContainText(/Shipping/);
  await expect(summary).toContainText(/tax/i);
  await expect(summary).toContainText(/Total/);
});
