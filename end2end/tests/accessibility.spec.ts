import axe from 'axe-core';
import { CHAIR, GOOD_CARD, MUG, add, contact, expect, mailTo, payButton, payWith, shipping, status, test } from './shop.js';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no page has an accessibility violation that axe finds, ${colorScheme}`, async ({ page, watch }) => {
    test.setTimeout(180_000);
    // The mail's frame takes no script, not even the test's own.
    watch.expected.push('404', 'Blocked script execution');
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const checked: string[] = [];
    const found: string[] = [];
    const check = async (name: string) => {
      await page.evaluate(axe.source);
      const violations = await page.evaluate(async (values) => {
        const { axe: checker } = window as unknown as { axe: typeof axe };
        const results = await checker.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'], iframes: false });
        return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
      }, TAGS);
      checked.push(name);
      found.push(...violations.map((violation) => `${name}: ${violation}`));
    };
    const visit = async (name: string, path: string) => {
      await page.goto(path, { waitUntil: 'networkidle' });
      await expect(page.locator('h1')).toBeVisible();
      await check(name);
    };

    await visit('home', '/en');
    await visit('listing', '/en/c/seating');
    await visit('product', CHAIR);
    await visit('product with options', MUG);
    await visit('cart, empty', '/en/cart');
    await visit('not found', '/en/nothing-here');
    for (const topic of ['shipping', 'returns', 'contact', 'privacy', 'terms']) await visit(`information: ${topic}`, `/en/${topic}`);

    await add(page, CHAIR);
    await visit('cart, filled', '/en/cart');
    await visit('contact', '/en/checkout/contact');
    await page.locator('[name=email]').fill('maria@');
    await page.locator('form[action$="/api/checkout/contact"] button[type=submit]:not([name=update])').click();
    await expect(page).toHaveTitle(/^Error:/);
    await check('contact with errors');
    const email = `${colorScheme}@example.com`;
    await contact(page, 'en', email);
    await check('shipping');
    await shipping(page);
    await check('payment');
    await payButton(page).click();
    await payWith(page, GOOD_CARD);
    await expect(status(page)).toHaveText('Paid');
    await check('order, paid');

    await expect.poll(() => mailTo(email).length).toBeGreaterThan(0);
    await visit('sent mail', '/admin/mail');
    const mail = await page.locator('main a[href*="/admin/mail/"]').first().getAttribute('href');
    await visit('one mail', mail!);

    console.log(`accessibility, ${colorScheme}: ${checked.length} pages checked: ${checked.join('; ')}`);
    expect(found).toEqual([]);
  });
}
