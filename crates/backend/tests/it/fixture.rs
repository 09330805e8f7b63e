//! The catalogue that most tests sell, small enough to be remembered.
//!
//! | product | variants: price, stock | more |
//! |---|---|---|
//! | mug | sage/s 1200 ×10, sage/l 1500 (was 1900) ×3, sand/s 1000 ×0 | featured; en, ru, pt-BR without description |
//! | bowl | 2000 ×100 | en only |
//! | jug | 900 (was 1100) ×1 | featured; en, pt-BR |
//! | plate | 500 ×0 | en |
//! | apron | 1200 ×6 | en, ru |
//!
//! The newest is the apron, then jug, mug, plate, bowl.

use serde_json::{Value, json};

pub(crate) fn catalogue() -> String {
    json!({"categories": [kitchen(), garden()], "products": [mug(), bowl(), jug(), plate(), apron()]}).to_string()
}

fn kitchen() -> Value {
    json!({"code": "kitchen", "image": "bowl-1", "translations": {
        "en": {"slug": "kitchen", "name": "Kitchen", "description": "For cooking."},
        "ru": {"slug": "kukhnya", "name": "Кухня", "description": "Для готовки."},
    }})
}

fn garden() -> Value {
    json!({"code": "garden", "image": "nowhere", "translations": {
        "en": {"slug": "garden", "name": "Garden", "description": "Nothing yet."},
    }})
}

fn text(slug: &str, name: &str, description: Option<&str>) -> Value {
    json!({"slug": slug, "name": name, "summary": format!("{name}, in short."), "description": description})
}

fn image(file: &str, options: Value) -> Value {
    json!({"file": file, "width": 1600, "height": 1200, "placeholder": "#ddccbb", "options": options,
        "alt": {"en": format!("Picture {file}")}})
}

fn variant(sku: &str, options: Value, price: i64, compare_at: Option<i64>, stock: i64) -> Value {
    json!({"sku": sku, "options": options, "price_minor": price, "compare_at_minor": compare_at,
        "tax_class": "standard", "stock": stock})
}

fn mug() -> Value {
    let colour = json!({"code": "colour", "translations": {"en": "Colour", "ru": "Цвет"}, "values": [
        {"code": "sage", "swatch": "#9caf88", "translations": {"en": "Sage", "ru": "Шалфей"}},
        {"code": "sand", "swatch": "#d9c7a7", "translations": {"en": "Sand", "ru": "Песок"}},
    ]});
    let size = json!({"code": "size", "translations": {"en": "Size"}, "values": [
        {"code": "s", "swatch": null, "translations": {"en": "small", "ru": "маленькая"}},
        {"code": "l", "swatch": null, "translations": {"en": "large"}},
    ]});
    json!({"code": "mug", "category": "kitchen", "featured": true,
        "translations": {
            "en": text("mug", "Mug", Some("Holds tea.\n\nOr coffee.")),
            "ru": text("kruzhka", "Кружка", Some("Для чая.")),
            "pt-BR": text("caneca", "Caneca", None),
        },
        "options": [colour, size],
        "variants": [
            variant("MUG-SAGE-S", json!({"colour": "sage", "size": "s"}), 1_200, None, 10),
            variant("MUG-SAGE-L", json!({"colour": "sage", "size": "l"}), 1_500, Some(1_900), 3),
            variant("MUG-SAND-S", json!({"colour": "sand", "size": "s"}), 1_000, None, 0),
        ],
        "images": [
            image("mug-all", json!(null)),
            image("mug-sage", json!({"colour": "sage"})),
            image("mug-sand", json!({"colour": "sand"})),
        ],
    })
}

fn simple(code: &str, translations: Value, variant: Value) -> Value {
    json!({"code": code, "category": "kitchen", "translations": translations, "options": [],
        "variants": [variant], "images": [image(&format!("{code}-1"), json!(null))]})
}

fn bowl() -> Value {
    simple(
        "bowl",
        json!({"en": text("bowl", "bowl", Some("Round."))}),
        variant("BOWL", json!({}), 2_000, None, 100),
    )
}

fn jug() -> Value {
    let translations = json!({"en": text("jug", "Jug", Some("Pours.")), "pt-BR": text("jarra", "Jarra", Some("Serve."))});
    let mut jug = simple(
        "jug",
        translations,
        variant("JUG", json!({}), 900, Some(1_100), 1),
    );
    jug["featured"] = json!(true);
    jug
}

fn plate() -> Value {
    simple(
        "plate",
        json!({"en": text("plate", "Plate", None)}),
        variant("PLATE", json!({}), 500, None, 0),
    )
}

fn apron() -> Value {
    let translations =
        json!({"en": text("apron", "apron", None), "ru": text("fartuk", "Фартук", None)});
    simple(
        "apron",
        translations,
        variant("APRON", json!({}), 1_200, None, 6),
    )
}
