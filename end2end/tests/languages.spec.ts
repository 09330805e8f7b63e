import { ADDRESSES, CHAIR, GOOD_CARD, expect, payWith, status, test, toGateway } from './shop.js';

const PAID: Record<string, string> = { 'pt-br': 'Pago', 'zh-hans': '已付款', ru: 'Оплачен' };
const TAGS: Record<string, string> = { 'pt-br': 'pt-BR', 'zh-hans': 'zh-Hans', ru: 'ru' };

for (const language of Object.keys(ADDRESSES).filter((l) => l !== 'en')) {
  test(`a purchase in ${language}`, async ({ page }) => {
    // The same simple product, by the address that its English page names for this language.
    await page.goto(CHAIR);
    const address = await page.locator(`link[rel=alternate][hreflang="${TAGS[language]}"]`).getAttribute('href');
    await page.goto(address!);
    await page.locator('form[action$="/api/cart/add"] button[type=submit]').click();
    await expect(page.locator('header a[href$="/cart"]')).toContainText('1');
    await toGateway(page, language);
    await payWith(page, GOOD_CARD);
    await expect(page.locator('html')).toHaveAttribute('lang', TAGS[language]!);
    await expect(status(page)).toHaveText(PAID[language]!);
  });
}

test('the language switcher keeps the page', async ({ page }) => {
  await page.goto('/en/p/arco-shell-armchair');
  await page.locator('details.languages summary').click();
  await page.locator('details.languages').getByRole('link', { name: 'Русский' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'ru');
  await expect(page).toHaveURL(/\/ru\/p\//);
});
