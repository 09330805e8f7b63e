// Shoppers at each point of a purchase, made once a run through the server's forms: what a page shows depends on who looks.
import type { APIRequestContext, Browser, BrowserContextOptions } from '@playwright/test';
import { GOOD_CARD, US, expect, payWith, query } from './shop.js';

/** Somebody new; with a filled cart; who gave address; who chose the shipping; who has not paid yet; who has. */
export const SHOPPERS = ['visitor', 'buyer', 'addressed', 'shipped', 'waiting', 'owner'] as const;
export type ShopperName = (typeof SHOPPERS)[number];

type Cookies = Exclude<BrowserContextOptions['storageState'], string | undefined>;

export interface Shopper {
  cookies: Cookies;
  /** The id of the order that was placed last; empty before. */
  order: string;
}

/** Sends a form as a browser without script does, and stops at where its answer leads. */
export async function post(request: APIRequestContext, path: string, form: Record<string, string>, from = '/en'): Promise<string> {
  const headers = { accept: 'text/html', referer: new URL(from, process.env.BASE_URL).href };
  const answer = await request.post(path, { form, headers, maxRedirects: 0 });
  expect([302, 303], `${path} answers with a way to go`).toContain(answer.status());
  return answer.headers()['location'] ?? '';
}

/** The value of a hidden input in the server's HTML. */
function hidden(html: string, name: string): string {
  const value = html.match(new RegExp(`name="${name}" value="([^"]*)"`))?.[1];
  expect(value, `the page has an input ${name}`).toBeDefined();
  return value!.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

const STEPS: Record<ShopperName, (request: APIRequestContext) => Promise<unknown>> = {
  visitor: (request) => request.get('/en'),
  buyer: (request) => post(request, '/api/cart/add', { locale: 'en', product: 'dune-stoneware-mug', colour: 'sage', volume: 'ml400', quantity: '2' }),
  addressed: (request) =>
    post(request, '/api/checkout/contact', { locale: 'en', email: 'states@example.com', country: US.country, billing_same: 'on', ...US.fields }),
  shipped: (request) => post(request, '/api/checkout/shipping', { locale: 'en', method: 'standard' }),
  waiting: (request) => place(request),
  owner: async () => {},
};

async function place(request: APIRequestContext): Promise<string> {
  const page = await request.get('/en/checkout/payment');
  return post(request, '/api/checkout/place', { locale: 'en', consent: hidden(await page.text(), 'consent') });
}

function lastOrder(): string {
  return query(`SELECT id FROM orders WHERE email = 'states@example.com' ORDER BY id DESC LIMIT 1`)[0]!;
}

/** Goes every step up to the shopper's. */
export async function makeShopper(browser: Browser, baseURL: string, name: ShopperName): Promise<Shopper> {
  const context = await browser.newContext({ baseURL, javaScriptEnabled: false });
  let gateway = '';
  for (const step of SHOPPERS.slice(0, SHOPPERS.indexOf(name) + 1)) {
    const led = await STEPS[step](context.request);
    if (step === 'waiting') gateway = String(led);
  }
  const order = gateway ? lastOrder() : '';
  if (name === 'owner') {
    const page = await context.newPage();
    await page.goto(gateway);
    await payWith(page, GOOD_CARD);
    await expect(page).toHaveURL(new RegExp(`/orders/${order}`));
    await expect.poll(async () => (await page.reload(), page.locator('main [role=status]').first().textContent())).toBe('Paid');
  }
  const cookies = await context.storageState();
  await context.close();
  return { cookies, order };
}
