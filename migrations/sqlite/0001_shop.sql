-- The whole shop from catalogue to mail. Conventions: docs/ARCHITECTURE.md, "Data".
-- Money is BIGINT minor units, times are BIGINT epoch milliseconds UTC, languages are BCP 47 tags.

-- One row: what this database may be used for, set at the first start and never changed.
CREATE TABLE shop (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    mode TEXT NOT NULL CHECK (mode IN ('test', 'live')),
    currency TEXT NOT NULL,
    link_key TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- Catalogue

CREATE TABLE categories (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code TEXT NOT NULL UNIQUE,
    position BIGINT NOT NULL,
    picture TEXT
);

CREATE TABLE category_translations (
    category_id BIGINT NOT NULL REFERENCES categories (id) ON DELETE CASCADE,
    locale TEXT NOT NULL,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    PRIMARY KEY (category_id, locale)
);
CREATE UNIQUE INDEX category_translations_slug ON category_translations (locale, slug);

CREATE TABLE products (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code TEXT NOT NULL UNIQUE,
    category_id BIGINT NOT NULL REFERENCES categories (id),
    position BIGINT NOT NULL,
    featured BOOLEAN NOT NULL,
    -- Off sale: gone from lists and its page, still nameable in carts and orders.
    on_sale BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX products_category ON products (category_id, position);

CREATE TABLE product_translations (
    product_id BIGINT NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    locale TEXT NOT NULL,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    summary TEXT NOT NULL,
    -- NULL: not translated yet, the fallback language's is shown.
    description TEXT,
    PRIMARY KEY (product_id, locale)
);
CREATE UNIQUE INDEX product_translations_slug ON product_translations (locale, slug);

-- Former slugs, so that renamed pages answer 301.
CREATE TABLE slug_redirects (
    kind TEXT NOT NULL CHECK (kind IN ('category', 'product')),
    locale TEXT NOT NULL,
    slug TEXT NOT NULL,
    target_id BIGINT NOT NULL,
    PRIMARY KEY (kind, locale, slug)
);

CREATE TABLE product_options (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    product_id BIGINT NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    code TEXT NOT NULL,
    position BIGINT NOT NULL
);
CREATE UNIQUE INDEX product_options_code ON product_options (product_id, code);

CREATE TABLE product_option_translations (
    option_id BIGINT NOT NULL REFERENCES product_options (id) ON DELETE CASCADE,
    locale TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (option_id, locale)
);

CREATE TABLE option_values (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    option_id BIGINT NOT NULL REFERENCES product_options (id) ON DELETE CASCADE,
    code TEXT NOT NULL,
    position BIGINT NOT NULL,
    swatch TEXT
);
CREATE UNIQUE INDEX option_values_code ON option_values (option_id, code);

CREATE TABLE option_value_translations (
    value_id BIGINT NOT NULL REFERENCES option_values (id) ON DELETE CASCADE,
    locale TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (value_id, locale)
);

CREATE TABLE variants (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    product_id BIGINT NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    sku TEXT NOT NULL UNIQUE,
    position BIGINT NOT NULL,
    price_minor BIGINT NOT NULL CHECK (price_minor >= 0),
    compare_at_minor BIGINT CHECK (compare_at_minor > price_minor),
    tax_class TEXT NOT NULL CHECK (tax_class IN ('standard', 'reduced')),
    -- Pieces that can still be bought: what is there less what orders hold.
    stock BIGINT NOT NULL CHECK (stock >= 0)
);
CREATE INDEX variants_product ON variants (product_id, position);

CREATE TABLE variant_values (
    variant_id BIGINT NOT NULL REFERENCES variants (id) ON DELETE CASCADE,
    option_id BIGINT NOT NULL REFERENCES product_options (id) ON DELETE CASCADE,
    value_id BIGINT NOT NULL REFERENCES option_values (id) ON DELETE CASCADE,
    PRIMARY KEY (variant_id, option_id)
);

-- Every change of a stock level; they sum to the level.
CREATE TABLE stock_movements (
    id TEXT PRIMARY KEY,
    -- No reference: the ledger outlives the variant.
    variant_id BIGINT NOT NULL,
    order_id TEXT,
    change BIGINT NOT NULL CHECK (change <> 0),
    reason TEXT NOT NULL CHECK (reason IN ('received', 'reserved', 'released', 'retaken', 'corrected')),
    at BIGINT NOT NULL
);
CREATE INDEX stock_movements_variant ON stock_movements (variant_id);
-- One order takes and gives back each variant once.
CREATE UNIQUE INDEX stock_movements_once ON stock_movements (order_id, variant_id, reason);

CREATE TABLE product_pictures (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    product_id BIGINT NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    file TEXT NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    placeholder TEXT NOT NULL
);
CREATE INDEX product_pictures_product ON product_pictures (product_id, position);

CREATE TABLE product_picture_translations (
    picture_id BIGINT NOT NULL REFERENCES product_pictures (id) ON DELETE CASCADE,
    locale TEXT NOT NULL,
    alt TEXT NOT NULL,
    PRIMARY KEY (picture_id, locale)
);

-- Which option values a picture shows; a picture without rows shows all.
CREATE TABLE product_picture_values (
    picture_id BIGINT NOT NULL REFERENCES product_pictures (id) ON DELETE CASCADE,
    value_id BIGINT NOT NULL REFERENCES option_values (id) ON DELETE CASCADE,
    PRIMARY KEY (picture_id, value_id)
);

-- Tax and shipping

CREATE TABLE tax_rates (
    -- ISO country code, or * for all others.
    country TEXT NOT NULL,
    tax_class TEXT NOT NULL,
    -- Decimal fraction, '0.19'.
    rate TEXT NOT NULL,
    PRIMARY KEY (country, tax_class)
);

CREATE TABLE shipping_methods (
    code TEXT PRIMARY KEY,
    position BIGINT NOT NULL,
    price_minor BIGINT NOT NULL CHECK (price_minor >= 0),
    tax_class TEXT NOT NULL,
    min_days BIGINT NOT NULL,
    max_days BIGINT NOT NULL
);

CREATE TABLE shipping_method_translations (
    code TEXT NOT NULL REFERENCES shipping_methods (code) ON DELETE CASCADE,
    locale TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (code, locale)
);

-- Cart and checkout

CREATE TABLE carts (
    id TEXT PRIMARY KEY,
    -- SHA-256 of the token in the browser's cookie, hex.
    token_hash TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE cart_lines (
    cart_id TEXT NOT NULL REFERENCES carts (id) ON DELETE CASCADE,
    -- No reference: a deleted product must not break the cart.
    variant_id BIGINT NOT NULL,
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    unit_price_minor BIGINT NOT NULL,
    price_held_until BIGINT NOT NULL,
    -- What it was called when it was added, for the day it is gone.
    name TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    -- Set: taken out, can be undone, counts for nothing.
    removed_at BIGINT,
    PRIMARY KEY (cart_id, variant_id)
);

-- What the shopper has told in the checkout so far.
CREATE TABLE checkouts (
    cart_id TEXT PRIMARY KEY REFERENCES carts (id) ON DELETE CASCADE,
    -- domain::checkout::Details
    details TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- Orders

CREATE TABLE orders (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    -- The cart it was made of; no reference, carts are pruned.
    cart_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('awaiting_payment', 'paid', 'cancelled', 'expired', 'review')),
    is_test BOOLEAN NOT NULL,
    locale TEXT NOT NULL,
    currency TEXT NOT NULL,
    email TEXT NOT NULL,
    -- domain::address::Address
    address TEXT NOT NULL,
    billing_address TEXT,
    subtotal_minor BIGINT NOT NULL,
    shipping_minor BIGINT NOT NULL,
    net_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    gross_minor BIGINT NOT NULL CHECK (gross_minor = net_minor + tax_minor),
    shipping_code TEXT NOT NULL,
    shipping_name TEXT NOT NULL,
    shipping_net_minor BIGINT NOT NULL,
    shipping_tax_minor BIGINT NOT NULL,
    shipping_rate TEXT NOT NULL,
    shipping_min_days BIGINT NOT NULL,
    shipping_max_days BIGINT NOT NULL,
    placed_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    paid_at BIGINT,
    closed_at BIGINT
);
-- One order at a time waits for the payment of one cart: what makes placing idempotent.
CREATE UNIQUE INDEX orders_one_open_per_cart ON orders (cart_id) WHERE state = 'awaiting_payment';
CREATE INDEX orders_expiry ON orders (state, expires_at);

CREATE TABLE order_lines (
    order_id TEXT NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    variant_id BIGINT NOT NULL,
    sku TEXT NOT NULL,
    name TEXT NOT NULL,
    variant_name TEXT NOT NULL,
    picture TEXT,
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    unit_price_minor BIGINT NOT NULL,
    -- Until when the cart was promised that price: it holds no longer for having been ordered.
    price_held_until BIGINT NOT NULL,
    net_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    gross_minor BIGINT NOT NULL CHECK (gross_minor = net_minor + tax_minor),
    tax_rate TEXT NOT NULL,
    PRIMARY KEY (order_id, position)
);

-- What happened to an order, in words for staff.
CREATE TABLE order_events (
    id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    data TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX order_events_order ON order_events (order_id, at);

-- Payments

CREATE TABLE payments (
    id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    gateway TEXT NOT NULL,
    attempt BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('starting', 'open', 'processing', 'paid', 'expired', 'failed', 'review')),
    amount_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    is_test BOOLEAN NOT NULL,
    -- payments::gateway::Attempt as it was first sent: a retry sends the same.
    request TEXT NOT NULL,
    reference TEXT,
    capture_reference TEXT,
    url TEXT,
    expires_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX payments_attempt ON payments (order_id, attempt);
CREATE UNIQUE INDEX payments_reference ON payments (gateway, reference);
-- One attempt at a time can be paid.
CREATE UNIQUE INDEX payments_one_open_per_order ON payments (order_id) WHERE state IN ('starting', 'open', 'processing');

CREATE TABLE captures (
    id TEXT PRIMARY KEY,
    payment_id TEXT NOT NULL REFERENCES payments (id) ON DELETE CASCADE,
    gateway TEXT NOT NULL,
    reference TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('capture', 'refund')),
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    currency TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE UNIQUE INDEX captures_once ON captures (gateway, reference, kind);

-- The inbox: every verified event once, applied by a job.
CREATE TABLE webhook_events (
    gateway TEXT NOT NULL,
    event_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    reference TEXT,
    capture_reference TEXT,
    body TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'applied', 'ignored', 'failed')),
    detail TEXT,
    received_at BIGINT NOT NULL,
    applied_at BIGINT,
    PRIMARY KEY (gateway, event_id)
);
CREATE INDEX webhook_events_state ON webhook_events (state, received_at);

-- Jobs and sessions

CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    queue TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('available', 'running', 'retryable', 'completed', 'cancelled', 'dead')),
    priority BIGINT NOT NULL,
    attempt BIGINT NOT NULL,
    max_attempts BIGINT NOT NULL,
    run_at BIGINT NOT NULL,
    lease_owner TEXT,
    lease_until BIGINT,
    lease_token BIGINT NOT NULL,
    timeout_ms BIGINT NOT NULL,
    unique_key TEXT,
    last_error TEXT,
    created_at BIGINT NOT NULL,
    started_at BIGINT,
    finished_at BIGINT
);
CREATE INDEX jobs_due ON jobs (state, run_at, priority);
CREATE UNIQUE INDEX jobs_unique ON jobs (kind, unique_key) WHERE state IN ('available', 'running', 'retryable');

CREATE TABLE sessions (
    -- SHA-256 of the id in the browser's cookie, hex.
    id_hash TEXT PRIMARY KEY,
    data TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_expiry ON sessions (expires_at);
