import { CHAIR, DECLINED_CARD, GOOD_CARD, SECURE_CARD, add, change, contact, expect, mailTo, payButton, payWith, query, shipping, status, test, toGateway } from './shop.js';

test('a purchase with WASM ends paid and mailed', async ({ page }) => {
  await page.goto(CHAIR, { waitUntil: 'networkidle' });
  // The checkout's forms are answered with a document each; nothing else on the way there may be one.
  let documents = 0;
  page.on('request', (request) => {
    if (request.isNavigationRequest() && request.frame() === page.mainFrame() && request.method() === 'GET' && !request.redirectedFrom()) documents++;
  });
  await page.locator('form[action$="/api/cart/add"] button[type=submit]').click();
  const drawer = page.getByRole('dialog');
  await expect(drawer).toContainText('Arco shell armchair');
  await drawer.getByRole('link', { name: 'Checkout' }).click();
  await expect(page).toHaveTitle(/Contact/);
  await contact(page, 'en', 'journey@example.com');
  await shipping(page);
  await expect(payButton(page)).toHaveText(/^Pay \$183\.90$/);
  expect(documents).toBe(0);
  await payButton(page).click();
  await payWith(page, GOOD_CARD);
  await expect(status(page)).toHaveText('Paid');
  await expect(page.locator('main')).toContainText('TEST-');
  await expect.poll(() => mailTo('journey@example.com').length).toBe(2);
  await page.reload();
  await expect(status(page)).toHaveText('Paid');
  // The order's page announces by its status; the page after it must have its own way again.
  await page.locator('main').getByRole('link', { name: 'Continue shopping' }).click();
  await expect(page.locator('#announcements')).toContainText('Things for the home');
});

test('a declined card says why, and a good one then pays', async ({ page, watch }) => {
  watch.expected.push('402');
  await add(page, CHAIR);
  await toGateway(page);
  await payWith(page, DECLINED_CARD);
  await expect(page.locator('[role=alert]')).toContainText('Your card was declined');
  await payWith(page, GOOD_CARD);
  await expect(status(page)).toHaveText('Paid');
});

test('3-D Secure: completed', async ({ page }) => {
  await add(page, CHAIR);
  await toGateway(page);
  await payWith(page, SECURE_CARD);
  await page.getByRole('button', { name: 'Complete' }).click();
  await expect(status(page)).toHaveText('Paid');
});

test('3-D Secure: failed, then completed', async ({ page, watch }) => {
  watch.expected.push('402');
  await add(page, CHAIR);
  await toGateway(page);
  await payWith(page, SECURE_CARD);
  await page.getByRole('button', { name: 'Fail' }).click();
  await expect(page.locator('[role=alert]')).toContainText('could not be authenticated');
  await payWith(page, GOOD_CARD);
  await expect(status(page)).toHaveText('Paid');
});

test('3-D Secure: abandoned, the order waits in the cart', async ({ page }) => {
  await add(page, CHAIR);
  await toGateway(page);
  await payWith(page, SECURE_CARD);
  await expect(page.getByRole('button', { name: 'Complete' })).toBeVisible();
  await page.goto('/en/cart');
  await expect(page.locator('main')).toContainText('awaits your payment');
  await page.locator('form[action$="/api/orders/pay"] button').click();
  await payWith(page, GOOD_CARD);
  await expect(status(page)).toHaveText('Paid');
});

test('cancelled at the gateway, the shopper comes back to the waiting order', async ({ page }) => {
  await add(page, CHAIR);
  await toGateway(page);
  await page.getByRole('link', { name: 'Cancel and return to the shop' }).click();
  await expect(page).toHaveURL(/\/en\/cart/);
  await expect(page.locator('main')).toContainText('You came back without paying');
  await expect(page.locator('main')).toContainText('awaits your payment');
});

test('a delayed payment is processing, and settles by itself', async ({ page }) => {
  test.setTimeout(60_000);
  await add(page, CHAIR);
  await toGateway(page);
  await page.locator('[name=delayed]').check();
  await payWith(page, GOOD_CARD);
  await expect(status(page)).toHaveText('Payment is being processed');
  await expect(status(page)).toHaveText('Paid', { timeout: 45_000 });
});

test('change while unpaid: the lines are back, the old payment page is dead', async ({ page, watch }) => {
  watch.expected.push('410');
  await add(page, CHAIR);
  await toGateway(page);
  const gateway = page.url();
  await page.goto('/en/cart');
  await page.locator('form[action$="/api/orders/change"] button').click();
  await expect(page.locator('main')).toContainText('Arco shell armchair');
  await expect(page.locator('main')).not.toContainText('awaits your payment');
  await page.goto(gateway);
  await expect(page.locator('[autocomplete=cc-number]')).toHaveCount(0);
});

test('a double click and two tabs make one order and one capture', async ({ page, context }) => {
  await add(page, CHAIR);
  await contact(page, 'en', 'double@example.com');
  await shipping(page);
  const second = await context.newPage();
  await second.goto('/en/checkout/payment');
  await Promise.all([payButton(page).dblclick(), payButton(second).click()]);
  await expect(page).toHaveURL(/\/test-gateway\/pay\//);
  await expect(second).toHaveURL(page.url());
  // Both tabs pay: the second finds the session paid already.
  await Promise.all([payWith(page, GOOD_CARD), payWith(second, GOOD_CARD)]);
  await expect(status(page)).toHaveText('Paid');
  await expect(status(second)).toHaveText('Paid');
  const orders = query(`SELECT id FROM orders WHERE email = 'double@example.com'`);
  expect(orders).toHaveLength(1);
  expect(query(`SELECT kind, amount_minor FROM captures WHERE payment_id IN (SELECT id FROM payments WHERE order_id = '${orders[0]}')`)).toEqual(['capture|18390']);
});

test('a price that changed between cart and pay is explained and asked again', async ({ page }) => {
  await add(page, '/en/p/blue-column-cactus');
  await contact(page);
  await shipping(page);
  const before = query(`SELECT price_minor FROM variants WHERE sku = 'PLT-CAC-BLU'`)[0];
  change(`UPDATE variants SET price_minor = 1500 WHERE sku = 'PLT-CAC-BLU'`);
  try {
    await payButton(page).click();
    await expect(page.locator('main [role=alert]')).toContainText('was $19.90 and is $15.00 now');
    await expect(payButton(page)).toHaveText('Pay $19.90');
  } finally {
    change(`UPDATE variants SET price_minor = ${before} WHERE sku = 'PLT-CAC-BLU'`);
  }
});

test('a failed form puts the focus where the problems are listed', async ({ page }) => {
  await add(page, CHAIR);
  await page.goto('/en/checkout/contact');
  await page.locator('[name=email]').fill('maria@');
  await page.locator('form[action$="/api/checkout/contact"] button[type=submit]:not([name=update])').click();
  await expect(page).toHaveTitle(/^Error:/);
  await expect(page.locator('.error-summary')).toBeFocused();
  await expect(page.locator('[name=email]')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.locator('[name=email]')).toHaveValue('maria@');
});
