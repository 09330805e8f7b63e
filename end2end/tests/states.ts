// Every page of the shop in every state, generated from app/src/routes.rs: what one check knows of, all know of.
// A route that this list does not know fails the suite; so does one that neither shows a state nor says why it has none.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { APIRequestContext, Browser, BrowserContext } from '@playwright/test';
import { CHAIR, MUG, change, expect, mailTo, test as base } from './shop.js';
import { makeShopper, post, type Shopper, type ShopperName } from './shoppers.js';

export const LANGUAGES = ['en', 'ru', 'pt-br', 'zh-hans'] as const;
export type Language = (typeof LANGUAGES)[number];

const KINDS = ['empty', 'filled', 'error'] as const;
type Kind = (typeof KINDS)[number];

/** What a state is made with: the shopper's own cookies. */
interface Scene {
  request: APIRequestContext;
  shopper: Shopper;
}

/** Puts the shop back to what it was. */
type Undo = () => void;

interface State {
  name: string;
  /** By the English path; `{order}` stands for the shopper's order. */
  path: string;
  shopper?: ShopperName;
  /** What the server answers with; 200 unless told. */
  status?: number;
  /** Looked at in every language, not only in English; a list of some. */
  languages?: readonly Language[];
  /** Done before the page is asked for, each time; may say where the page is. */
  prepare?: (scene: Scene) => Promise<string | void>;
  /** A change of the shop's data that holds while the state is looked at. */
  arrange?: () => Undo;
}

/** States by kind, or why there is none. */
type Route = Record<Kind, State[] | string>;

const FIXED = 'a fixed text: nothing to be empty';
const NO_INPUT = 'takes no input, and a failure of the server has its state at the cart';
const NEEDS_CART = 'without a cart the shopper is led to the cart page, which shows it';

function shown(path: string, more: Partial<State> = {}): State {
  return { name: 'shown', path, ...more };
}

function information(topic: string): Route {
  return { empty: FIXED, filled: [shown(`/en/${topic}`, { languages: ['ru'] })], error: NO_INPUT };
}

function invalid(form: string, entries: Record<string, string>) {
  return async ({ request }: Scene) => void (await post(request, form, { locale: 'en', ...entries }));
}

function lookup(entries: Record<string, string>) {
  return async ({ request }: Scene) => void (await post(request, '/api/orders/lookup', { locale: 'en', ...entries }, '/en/orders/lookup'));
}

function changed(sql: string, back: string) {
  return () => {
    change(sql);
    return () => change(back);
  };
}

const home: Route = {
  empty: [
    shown('/en', { name: 'nothing on sale', arrange: changed('UPDATE products SET on_sale = NOT on_sale', 'UPDATE products SET on_sale = NOT on_sale') }),
  ],
  filled: [shown('/en', { languages: LANGUAGES })],
  error: NO_INPUT,
};

const otherHome: Route = { empty: 'as /en', filled: 'looked at with /en, in this language', error: 'as /en' };

/** By the route as app/src/routes.rs has it. */
const ROUTES: Record<string, Route> = {
  '/en': home,
  '/pt-br': otherHome,
  '/zh-hans': otherHome,
  '/ru': otherHome,
  '/:locale/c/:slug': {
    empty: [shown('/en/c/seating?price-min=9000000', { name: 'nothing fits the filters' })],
    filled: [
      shown('/en/c/seating', { languages: LANGUAGES }),
      shown('/en/c/tableware?sort=price-asc&price-min=20&available=yes', { name: 'narrowed down and sorted' }),
    ],
    error: [shown('/en/c/nothing-here', { name: 'unknown category', status: 404 })],
  },
  '/:locale/p/:slug': {
    empty: [
      shown('/en/p/nika-bedside-table', { name: 'sold out' }),
    ],
    filled: [shown(CHAIR, { languages: LANGUAGES }), shown(MUG, { name: 'with options', languages: ['ru'] })],
    error: [
      shown(MUG, { name: 'added without a choice', prepare: invalid('/api/cart/add', { product: 'dune-stoneware-mug' }) }),
      shown('/en/p/nothing-here', { name: 'unknown product', status: 404 }),
    ],
  },
  '/:locale/cart': {
    empty: [shown('/en/cart', { languages: ['ru'] })],
    filled: [
      shown('/en/cart', { shopper: 'buyer', languages: LANGUAGES }),
      shown('/en/cart', { name: 'an order waits', shopper: 'waiting' }),
    ],
    error: [
      shown('/en/cart', { name: 'a refused quantity', shopper: 'buyer', prepare: ({ request }) => refuseQuantity(request) }),
      shown('/en/cart', {
        name: 'the server fails',
        shopper: 'buyer',
        status: 500,
        languages: ['ru'],
        arrange: changed('ALTER TABLE cart_lines RENAME TO away', 'ALTER TABLE away RENAME TO cart_lines'),
      }),
    ],
  },
  '/:locale/checkout/contact': {
    empty: NEEDS_CART,
    filled: [
      shown('/en/checkout/contact', { shopper: 'buyer', languages: LANGUAGES }),
      shown('/en/checkout/contact', { name: 'filled in before', shopper: 'addressed' }),
    ],
    error: [shown('/en/checkout/contact', { name: 'with errors', shopper: 'buyer', prepare: invalid('/api/checkout/contact', { email: 'maria@', country: 'US' }) })],
  },
  '/:locale/checkout/shipping': {
    empty: NEEDS_CART,
    filled: [shown('/en/checkout/shipping', { shopper: 'addressed', languages: ['ru'] })],
    error: [shown('/en/checkout/shipping', { name: 'with errors', shopper: 'addressed', prepare: invalid('/api/checkout/shipping', {}) })],
  },
  '/:locale/checkout/payment': {
    empty: NEEDS_CART,
    filled: [shown('/en/checkout/payment', { shopper: 'shipped', languages: ['ru'] })],
    error: [shown('/en/checkout/payment', { name: 'refused', shopper: 'shipped', prepare: invalid('/api/checkout/place', { consent: 'none' }) })],
  },
  '/:locale/orders/:id': {
    empty: 'there is no order without lines',
    filled: [
      shown('/en/orders/{order}', { name: 'paid', shopper: 'owner', languages: ['ru'] }),
      shown('/en/orders/{order}', { name: 'to be paid', shopper: 'waiting' }),
    ],
    error: [shown('/en/orders/{order}', { name: 'somebody else’s', status: 404, prepare: async () => '/en/orders/019b0000-0000-7000-8000-000000000000' })],
  },
  '/:locale/orders/lookup': {
    empty: [shown('/en/orders/lookup', { languages: ['ru'] })],
    filled: [shown('/en/orders/lookup', { name: 'sent', prepare: lookup({ number: '7K2M9QX4', email: 'nobody@example.com' }) })],
    error: [shown('/en/orders/lookup', { name: 'with errors', prepare: lookup({ number: '', email: 'maria@' }) })],
  },
  '/:locale/search': {
    empty: [
      shown('/en/search', { name: 'nothing asked' }),
      shown('/en/search?q=zzzzqqqq', { name: 'nothing found', languages: ['ru'] }),
      shown('/en/search?q=chair&price-min=9000000', { name: 'nothing fits the filters' }),
    ],
    filled: [shown('/en/search?q=chair', { languages: LANGUAGES })],
    error: [shown(`/en/search?q=${'x'.repeat(300)}`, { name: 'far too long' }), shown('/en/search?q=chair&price-min=no&page=999', { name: 'senseless filters' })],
  },
  '/design': { empty: FIXED, filled: 'leads to, or is, the page of a language', error: NO_INPUT },
  '/:locale/design': { empty: FIXED, filled: [shown('/en/design')], error: 'shows the errors of each component itself' },
  '/:locale/shipping': information('shipping'),
  '/:locale/returns': information('returns'),
  '/:locale/contact': information('contact'),
  '/:locale/privacy': information('privacy'),
  '/:locale/terms': information('terms'),
  '/admin/mail': {
    empty: 'the suite has sent mail by then; a list without entries',
    filled: [shown('/admin/mail', { shopper: 'owner', prepare: () => mailIsThere() })],
    error: NO_INPUT,
  },
  '/admin/mail/:name': {
    empty: 'there is no mail without a text',
    filled: [shown('/admin/mail', { shopper: 'owner', prepare: ({ request }) => firstMail(request) })],
    error: [shown('/admin/mail/nothing-here', { name: 'unknown mail', status: 404 })],
  },
};

/** What shoppers see that is no route of the pages: answers to addresses without one, and the gateway's own page. */
const BESIDE: Record<string, Route> = {
  'no route': { empty: FIXED, filled: NO_INPUT, error: [shown('/en/nothing/here', { name: 'not found', status: 404, languages: LANGUAGES })] },
};

async function refuseQuantity(request: APIRequestContext): Promise<void> {
  const html = await (await request.get('/en/cart')).text();
  const variant = html.match(/name="variant_id" value="(\d+)"/)?.[1];
  expect(variant, 'the cart has a line').toBeDefined();
  await post(request, '/api/cart/set-quantity', { locale: 'en', variant_id: variant!, quantity: 'many' }, '/en/cart');
}

async function mailIsThere(): Promise<void> {
  await expect.poll(() => mailTo('states@example.com').length).toBeGreaterThan(0);
}

async function firstMail(request: APIRequestContext): Promise<string> {
  await mailIsThere();
  const html = await (await request.get('/admin/mail')).text();
  return html.match(/href="(\/admin\/mail\/[^"]+)"/)![1]!;
}

/** The routes of the pages, as the application mounts them. */
export function routesOf(source: string): string[] {
  const code = source.replace(/^\s*\/\/.*$/gm, '');
  return [...code.matchAll(/\bpath!\(\s*"([^"]*)"\s*\)/g)].map((found) => found[1]!);
}

const SOURCE = path.join(import.meta.dirname, '../../app/src/routes.rs');

export function routes(): string[] {
  return routesOf(readFileSync(SOURCE, 'utf8'));
}

/** What is wrong with the list, a sentence each. */
export function gaps(found: string[]): string[] {
  const missing = found.filter((route) => !(route in ROUTES)).map((route) => `${route}: end2end/tests/states.ts does not know it`);
  const silent = found
    .filter((route) => route in ROUTES && route !== '/pt-br')
    .flatMap((route) => KINDS.filter((kind) => ROUTES[route]![kind].length === 0).map((kind) => `${route}: neither a state nor a reason for "${kind}"`));
  return [...missing, ...silent];
}

/** One page to look at. */
export interface Sight {
  /** "/:locale/cart, error: a refused quantity, ru" */
  title: string;
  language: Language;
  state: State;
}

/** All there is to look at; of entries whose route is not there, nothing. */
export function sights(): Sight[] {
  const found = new Set(routes());
  const known = Object.entries(ROUTES).filter(([route]) => found.has(route));
  return [...known, ...Object.entries(BESIDE)].flatMap(([route, states]) => KINDS.flatMap((kind) => sightsOf(route, kind, states[kind])));
}

function sightsOf(route: string, kind: Kind, states: State[] | string): Sight[] {
  if (typeof states === 'string') return [];
  return states.flatMap((state) =>
    [...new Set<Language>(['en', ...(state.languages ?? [])])].map((language) => ({ title: `${route}, ${kind}: ${state.name}, ${language}`, language, state })),
  );
}

/** The path of an English page in another language, by what the page itself says. */
async function translated(request: APIRequestContext, path: string, language: Language): Promise<string> {
  if (language === 'en') return path;
  if (!/^\/en\/[cp]\//.test(path)) return path.replace('/en', `/${language}`);
  const html = await (await request.get(path)).text();
  const found = html.match(new RegExp(`<a [^>]*href="(/${language}/[cp]/[^"]*)"[^>]*hreflang`))?.[1];
  expect(found, `${path} names its ${language} page`).toBeDefined();
  return found!;
}

/** Opens sights, each with the cookies of its shopper. */
export class Stage {
  private readonly shoppers = new Map<ShopperName, Shopper>();

  constructor(
    private readonly browser: Browser,
    private readonly baseURL: string,
  ) {}

  async shopper(name: ShopperName): Promise<Shopper> {
    let shopper = this.shoppers.get(name);
    if (!shopper) this.shoppers.set(name, (shopper = await makeShopper(this.browser, this.baseURL, name)));
    return shopper;
  }

  /** Arranges what the sight needs, hands its path to `look`, and puts the shop back. */
  async show<T>({ state, language }: Sight, context: BrowserContext, look: (path: string) => Promise<T>): Promise<T> {
    const shopper = await this.shopper(state.shopper ?? 'visitor');
    await context.clearCookies();
    await context.addCookies(shopper.cookies.cookies);
    const path = await translated(context.request, state.path.replace('{order}', shopper.order), language);
    const undo = state.arrange?.();
    try {
      const led = await state.prepare?.({ request: context.request, shopper });
      return await look(led ?? path);
    } finally {
      undo?.();
    }
  }
}

export { expect };

/** Journeys that look at sights share the shoppers. */
export const test = base.extend<object, { stage: Stage }>({
  stage: [
    async ({ browser }, use) => use(new Stage(browser, process.env.BASE_URL!)),
    { scope: 'worker' },
  ],
});
