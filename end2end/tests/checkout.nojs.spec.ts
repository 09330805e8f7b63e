import { CHAIR, DECLINED_CARD, GOOD_CARD, add, expect, payButton, payWith, contact, shipping, status, test } from './shop.js';

test('a purchase without JavaScript, under the content security policy', async ({ page, watch }) => {
  watch.expected.push('402');
  await add(page, CHAIR);
  const answer = await page.goto('/en/cart');
  expect(answer?.headers()['content-security-policy']).toContain("default-src 'none'");
  await contact(page, 'en', 'nojs@example.com');
  await shipping(page);
  await payButton(page).click();
  await payWith(page, DECLINED_CARD);
  await expect(page.locator('[role=alert]')).toContainText('Your card was declined');
  await payWith(page, GOOD_CARD);
  await expect(status(page)).toHaveText('Paid');
});

test('the cart is changed without JavaScript', async ({ page }) => {
  await add(page, CHAIR);
  await page.goto('/en/cart');
  await page.locator('[name=quantity]').fill('2');
  await page.locator('form[action$="/api/cart/set-quantity"] button').click();
  await expect(page.locator('main')).toContainText('$358.00');
  await page.locator('form[action$="/api/cart/remove"] button').click();
  await expect(page.locator('main')).toContainText('Arco shell armchair removed');
  await page.locator('form[action$="/api/cart/restore"] button').click();
  await expect(page.locator('main')).toContainText('$358.00');
});
