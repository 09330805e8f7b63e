// What every journey shares: pages that tolerate no console error and no failed request, and the steps of a purchase.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { test as base, expect, type BrowserContext, type Page } from '@playwright/test';

export { expect };

export const GOOD_CARD = '4242 4242 4242 4242';
export const DECLINED_CARD = '4000 0000 0000 0002';
export const SECURE_CARD = '4000 0025 0000 3155';

/** A simple product with plenty of stock, and one with variants. */
export const CHAIR = '/en/p/arco-shell-armchair';
export const MUG = '/en/p/dune-stoneware-mug';

/** Errors that a test expects, as parts of their text; and what watches over a further context's pages. */
type Watch = { expected: string[]; over: (context: BrowserContext) => void };

export const test = base.extend<{ watch: Watch }>({
  watch: [
    async ({ context }, use) => {
      const found: string[] = [];
      const over = (context: BrowserContext) => {
        context.on('console', (message) => {
          if (message.type() === 'error' || message.type() === 'warning') found.push(`console: ${message.text()} (${message.location().url})`);
        });
        context.on('weberror', (problem) => found.push(`script: ${problem.error().message}`));
        context.on('response', (response) => {
          if (response.status() >= 400) found.push(`${response.status()}: ${response.url()}`);
        });
        context.on('requestfailed', (request) => {
          // A navigation that is overtaken by the next one is no failure.
          if (request.failure()?.errorText !== 'net::ERR_ABORTED') found.push(`failed: ${request.url()}`);
        });
      };
      over(context);
      const watch: Watch = { expected: [], over };
      await use(watch);
      expect(found.filter((line) => !watch.expected.some((part) => line.includes(part)))).toEqual([]);
    },
    { auto: true },
  ],
});

type Address = { country: string; fields: Record<string, string> };

export const US: Address = {
  country: 'US',
  fields: { name: 'Maria Silva', street: '548 Market Street', city: 'San Francisco', region: 'CA', postal_code: '94104' },
};

export const ADDRESSES: Record<string, Address> = {
  en: US,
  'pt-br': {
    country: 'BR',
    fields: { name: 'Maria Silva', postal_code: '01310100', street: 'Avenida Paulista', house: '1578', district: 'Bela Vista', city: 'São Paulo', region: 'SP' },
  },
  'zh-hans': {
    country: 'CN',
    fields: { name: '王芳', region: '北京市', city: '北京市', district: '朝阳区', street: '建国路1号', postal_code: '100022' },
  },
  ru: {
    country: 'RU',
    fields: { name: 'Анна Иванова', postal_code: '190000', region: 'Санкт-Петербург', city: 'Санкт-Петербург', street: 'Невский проспект', house: '28' },
  },
};

/** Puts one of a product into the cart, with whatever the page is made of. */
export async function add(page: Page, product: string) {
  await page.goto(product);
  await page.locator('form[action$="/api/cart/add"] button[type=submit]').click();
  await expect(page.getByRole('link', { name: /1/ }).and(page.locator('header a[href$="/cart"]'))).toBeVisible();
}

/** The contact page, gone to unless it is shown already, filled in and sent. */
export async function contact(page: Page, language = 'en', email = 'maria@example.com') {
  const { country, fields } = ADDRESSES[language] ?? US;
  const path = `/${language}/checkout/contact`;
  if (!page.url().endsWith(path)) await page.goto(path);
  await page.locator('[name=email]').fill(email);
  await page.locator('[name=country]').selectOption(country);
  // Without script a button fetches the country's fields, with it they come by themselves.
  const last = page.locator(`[name=${Object.keys(fields).at(-1)}]`);
  const change = page.locator('button[name=update][value=country]');
  if (await change.isVisible()) await change.click();
  await expect(page.locator('[name=country]')).toHaveValue(country);
  await expect(last).toBeVisible();
  for (const [name, text] of Object.entries(fields)) await page.locator(`[name=${name}]`).fill(text);
  await page.locator('form[action$="/api/checkout/contact"] button[type=submit]:not([name=update])').click();
  await expect(page).toHaveURL(new RegExp(`/${language}/checkout/shipping$`));
}

export async function shipping(page: Page, language = 'en') {
  await page.locator('input[type=radio][value=standard]').check();
  await page.locator('form[action$="/api/checkout/shipping"] button[type=submit]').click();
  await expect(page).toHaveURL(new RegExp(`/${language}/checkout/payment$`));
}

export function payButton(page: Page) {
  return page.locator('form[action$="/api/checkout/place"] button[type=submit]');
}

/** From a filled cart to the gateway's page. */
export async function toGateway(page: Page, language = 'en') {
  await contact(page, language);
  await shipping(page, language);
  await payButton(page).click();
  await expect(page).toHaveURL(/\/test-gateway\/pay\//);
}

export async function payWith(page: Page, card: string) {
  await page.locator('[autocomplete=cc-number]').fill(card);
  await page.locator('[autocomplete=cc-exp]').fill('12/34');
  await page.locator('[autocomplete=cc-csc]').fill('123');
  await page.locator('form button[type=submit]').last().click();
}

export function status(page: Page) {
  return page.locator('main [role=status]').first();
}

const DATABASE = () => path.join(process.env.DATA_DIR!, 'vitrine.db');

/** Asks the shop's database; one string a row, columns separated by |. */
export function query(sql: string): string[] {
  const text = execFileSync('sqlite3', ['-readonly', DATABASE(), sql], { encoding: 'utf8' });
  return text.split('\n').filter((line) => line !== '');
}

export function change(sql: string) {
  execFileSync('sqlite3', ['-cmd', '.timeout 5000', DATABASE(), sql]);
}

/** The subjects of all mail to an address. */
export function mailTo(address: string): string[] {
  const folder = path.join(process.env.DATA_DIR!, 'mail');
  const mails = readdirSync(folder).filter((name) => name.endsWith('.json')).map((name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')).head);
  return mails.filter((mail) => mail.to.includes(address)).map((mail) => mail.subject);
}
