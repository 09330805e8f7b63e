-- What is the same for everyone is kept in each process's memory; this is how a process learns that it has changed.
-- Triggers write it, so that no change of the catalogue can forget to, whoever makes it. See docs/adr/0009.

-- Words that mean the same, for the search of one language.
CREATE TABLE search_synonyms (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    locale TEXT NOT NULL,
    -- Between commas: 'couch, sofa, settee'.
    words TEXT NOT NULL
);

CREATE TABLE catalog_changes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- NULL: a change of everything, such as a category's name. No reference: a deleted product is a change, too.
    product_id BIGINT,
    -- Grows; a change whose number is below catalog_horizon's can be seen by everyone who reads that horizon.
    number BIGINT NOT NULL,
    -- By the database's clock.
    at BIGINT NOT NULL
);
CREATE INDEX catalog_changes_number ON catalog_changes (number);

-- SQLite has one writer at a time: what is committed has the smaller ids.
CREATE VIEW catalog_horizon AS SELECT COALESCE(MAX(id), 0) + 1 AS number FROM catalog_changes;

CREATE TRIGGER products_insert AFTER INSERT ON products BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT NEW.id, number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon;
END;
CREATE TRIGGER products_update AFTER UPDATE ON products BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT OLD.id, number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon;
    INSERT INTO catalog_changes (product_id, number, at) SELECT NEW.id, number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon WHERE NEW.id IS NOT OLD.id;
END;
CREATE TRIGGER products_delete AFTER DELETE ON products BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT OLD.id, number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon;
END;
CREATE TRIGGER product_translations_insert AFTER INSERT ON product_translations BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT NEW.product_id, number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon;
END;
CREATE TRIGGER product_translations_update AFTER UPDATE ON product_translations BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT OLD.product_id, number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon;
    INSERT INTO catalog_changes (product_id, number, at) SELECT NEW.product_id, number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon WHERE NEW.product_id IS NOT OLD.product_id;
END;
CREATE TRIGGER product_translations_delete AFTER DELETE ON product_translations BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT OLD.product_id, number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon;
END;
CREATE TRIGGER product_options_insert AFTER INSERT ON product_options BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT NEW.product_id, number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon;
END;
CREATE TRIGGER product_options_update AFTER UPDATE ON product_options BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT OLD.product_id, number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon;
    INSERT INTO catalog_changes (product_id, number, at) SELECT NEW.product_id, number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon WHERE NEW.product_id IS NOT OLD.product_id;
END;
CREATE TRIGGER product_options_delete AFTER DELETE ON product_options BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT OLD.product_id, number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon;
END;
CREATE TRIGGER product_option_translations_insert AFTER INSERT ON product_option_translations BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT (SELECT product_id FROM product_options WHERE id = NEW.option_id), number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon WHERE EXISTS (SELECT product_id FROM product_options WHERE id = NEW.option_id);
END;
CREATE TRIGGER product_option_translations_update AFTER UPDATE ON product_option_translations BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT (SELECT product_id FROM product_options WHERE id = OLD.option_id), number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon WHERE EXISTS (SELECT product_id FROM product_options WHERE id = OLD.option_id);
    INSERT INTO catalog_changes (product_id, number, at) SELECT (SELECT product_id FROM product_options WHERE id = NEW.option_id), number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon WHERE (SELECT product_id FROM product_options WHERE id = NEW.option_id) IS NOT (SELECT product_id FROM product_options WHERE id = OLD.option_id);
END;
CREATE TRIGGER product_option_translations_delete AFTER DELETE ON product_option_translations BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT (SELECT product_id FROM product_options WHERE id = OLD.option_id), number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon WHERE EXISTS (SELECT product_id FROM product_options WHERE id = OLD.option_id);
END;
CREATE TRIGGER option_values_insert AFTER INSERT ON option_values BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT (SELECT product_id FROM product_options WHERE id = NEW.option_id), number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon WHERE EXISTS (SELECT product_id FROM product_options WHERE id = NEW.option_id);
END;
CREATE TRIGGER option_values_update AFTER UPDATE ON option_values BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT (SELECT product_id FROM product_options WHERE id = OLD.option_id), number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon WHERE EXISTS (SELECT product_id FROM product_options WHERE id = OLD.option_id);
    INSERT INTO catalog_changes (product_id, number, at) SELECT (SELECT product_id FROM product_options WHERE id = NEW.option_id), number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon WHERE (SELECT product_id FROM product_options WHERE id = NEW.option_id) IS NOT (SELECT product_id FROM product_options WHERE id = OLD.option_id);
END;
CREATE TRIGGER option_values_delete AFTER DELETE ON option_values BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT (SELECT product_id FROM product_options WHERE id = OLD.option_id), number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon WHERE EXISTS (SELECT product_id FROM product_options WHERE id = OLD.option_id);
END;
CREATE TRIGGER option_value_translations_insert AFTER INSERT ON option_value_translations BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT (SELECT o.product_id FROM option_values v JOIN product_options o ON o.id = v.option_id WHERE v.id = NEW.value_id), number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon WHERE EXISTS (SELECT o.product_id FROM option_values v JOIN product_options o ON o.id = v.option_id WHERE v.id = NEW.value_id);
END;
CREATE TRIGGER option_value_translations_update AFTER UPDATE ON option_value_translations BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT (SELECT o.product_id FROM option_values v JOIN product_options o ON o.id = v.option_id WHERE v.id = OLD.value_id), number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon WHERE EXISTS (SELECT o.product_id FROM option_values v JOIN product_options o ON o.id = v.option_id WHERE v.id = OLD.value_id);
    INSERT INTO catalog_changes (product_id, number, at) SELECT (SELECT o.product_id FROM option_values v JOIN product_options o ON o.id = v.option_id WHERE v.id = NEW.value_id), number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon WHERE (SELECT o.product_id FROM option_values v JOIN product_options o ON o.id = v.option_id WHERE v.id = NEW.value_id) IS NOT (SELECT o.product_id FROM option_values v JOIN product_options o ON o.id = v.option_id WHERE v.id = OLD.value_id);
END;
CREATE TRIGGER option_value_translations_delete AFTER DELETE ON option_value_translations BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT (SELECT o.product_id FROM option_values v JOIN product_options o ON o.id = v.option_id WHERE v.id = OLD.value_id), number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon WHERE EXISTS (SELECT o.product_id FROM option_values v JOIN product_options o ON o.id = v.option_id WHERE v.id = OLD.value_id);
END;
CREATE TRIGGER variants_insert AFTER INSERT ON variants BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT NEW.product_id, number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon;
END;
CREATE TRIGGER variants_update AFTER UPDATE ON variants BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT OLD.product_id, number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon;
    INSERT INTO catalog_changes (product_id, number, at) SELECT NEW.product_id, number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon WHERE NEW.product_id IS NOT OLD.product_id;
END;
CREATE TRIGGER variants_delete AFTER DELETE ON variants BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT OLD.product_id, number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon;
END;
CREATE TRIGGER variant_values_insert AFTER INSERT ON variant_values BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT (SELECT product_id FROM variants WHERE id = NEW.variant_id), number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon WHERE EXISTS (SELECT product_id FROM variants WHERE id = NEW.variant_id);
END;
CREATE TRIGGER variant_values_update AFTER UPDATE ON variant_values BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT (SELECT product_id FROM variants WHERE id = OLD.variant_id), number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon WHERE EXISTS (SELECT product_id FROM variants WHERE id = OLD.variant_id);
    INSERT INTO catalog_changes (product_id, number, at) SELECT (SELECT product_id FROM variants WHERE id = NEW.variant_id), number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon WHERE (SELECT product_id FROM variants WHERE id = NEW.variant_id) IS NOT (SELECT product_id FROM variants WHERE id = OLD.variant_id);
END;
CREATE TRIGGER variant_values_delete AFTER DELETE ON variant_values BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT (SELECT product_id FROM variants WHERE id = OLD.variant_id), number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon WHERE EXISTS (SELECT product_id FROM variants WHERE id = OLD.variant_id);
END;
CREATE TRIGGER product_pictures_insert AFTER INSERT ON product_pictures BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT NEW.product_id, number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon;
END;
CREATE TRIGGER product_pictures_update AFTER UPDATE ON product_pictures BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT OLD.product_id, number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon;
    INSERT INTO catalog_changes (product_id, number, at) SELECT NEW.product_id, number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon WHERE NEW.product_id IS NOT OLD.product_id;
END;
CREATE TRIGGER product_pictures_delete AFTER DELETE ON product_pictures BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT OLD.product_id, number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon;
END;
CREATE TRIGGER product_picture_translations_insert AFTER INSERT ON product_picture_translations BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT (SELECT product_id FROM product_pictures WHERE id = NEW.picture_id), number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon WHERE EXISTS (SELECT product_id FROM product_pictures WHERE id = NEW.picture_id);
END;
CREATE TRIGGER product_picture_translations_update AFTER UPDATE ON product_picture_translations BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT (SELECT product_id FROM product_pictures WHERE id = OLD.picture_id), number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon WHERE EXISTS (SELECT product_id FROM product_pictures WHERE id = OLD.picture_id);
    INSERT INTO catalog_changes (product_id, number, at) SELECT (SELECT product_id FROM product_pictures WHERE id = NEW.picture_id), number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon WHERE (SELECT product_id FROM product_pictures WHERE id = NEW.picture_id) IS NOT (SELECT product_id FROM product_pictures WHERE id = OLD.picture_id);
END;
CREATE TRIGGER product_picture_translations_delete AFTER DELETE ON product_picture_translations BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT (SELECT product_id FROM product_pictures WHERE id = OLD.picture_id), number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon WHERE EXISTS (SELECT product_id FROM product_pictures WHERE id = OLD.picture_id);
END;
CREATE TRIGGER product_picture_values_insert AFTER INSERT ON product_picture_values BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT (SELECT product_id FROM product_pictures WHERE id = NEW.picture_id), number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon WHERE EXISTS (SELECT product_id FROM product_pictures WHERE id = NEW.picture_id);
END;
CREATE TRIGGER product_picture_values_update AFTER UPDATE ON product_picture_values BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT (SELECT product_id FROM product_pictures WHERE id = OLD.picture_id), number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon WHERE EXISTS (SELECT product_id FROM product_pictures WHERE id = OLD.picture_id);
    INSERT INTO catalog_changes (product_id, number, at) SELECT (SELECT product_id FROM product_pictures WHERE id = NEW.picture_id), number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon WHERE (SELECT product_id FROM product_pictures WHERE id = NEW.picture_id) IS NOT (SELECT product_id FROM product_pictures WHERE id = OLD.picture_id);
END;
CREATE TRIGGER product_picture_values_delete AFTER DELETE ON product_picture_values BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT (SELECT product_id FROM product_pictures WHERE id = OLD.picture_id), number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon WHERE EXISTS (SELECT product_id FROM product_pictures WHERE id = OLD.picture_id);
END;
CREATE TRIGGER categories_insert AFTER INSERT ON categories BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT NULL, number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon;
END;
CREATE TRIGGER categories_update AFTER UPDATE ON categories BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT NULL, number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon;
END;
CREATE TRIGGER categories_delete AFTER DELETE ON categories BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT NULL, number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon;
END;
CREATE TRIGGER category_translations_insert AFTER INSERT ON category_translations BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT NULL, number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon;
END;
CREATE TRIGGER category_translations_update AFTER UPDATE ON category_translations BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT NULL, number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon;
END;
CREATE TRIGGER category_translations_delete AFTER DELETE ON category_translations BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT NULL, number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon;
END;
CREATE TRIGGER search_synonyms_insert AFTER INSERT ON search_synonyms BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT NULL, number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon;
END;
CREATE TRIGGER search_synonyms_update AFTER UPDATE ON search_synonyms BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT NULL, number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon;
END;
CREATE TRIGGER search_synonyms_delete AFTER DELETE ON search_synonyms BEGIN
    INSERT INTO catalog_changes (product_id, number, at) SELECT NULL, number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon;
END;
-- Pages of products and of information name them.
CREATE TRIGGER shipping_methods_insert AFTER INSERT ON shipping_methods BEGIN
    INSERT INTO catalog_changes (number, at) SELECT number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon;
END;
CREATE TRIGGER shipping_method_translations_insert AFTER INSERT ON shipping_method_translations BEGIN
    INSERT INTO catalog_changes (number, at) SELECT number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon;
END;
CREATE TRIGGER shipping_methods_update AFTER UPDATE ON shipping_methods BEGIN
    INSERT INTO catalog_changes (number, at) SELECT number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon;
END;
CREATE TRIGGER shipping_method_translations_update AFTER UPDATE ON shipping_method_translations BEGIN
    INSERT INTO catalog_changes (number, at) SELECT number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon;
END;
CREATE TRIGGER shipping_methods_delete AFTER DELETE ON shipping_methods BEGIN
    INSERT INTO catalog_changes (number, at) SELECT number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon;
END;
CREATE TRIGGER shipping_method_translations_delete AFTER DELETE ON shipping_method_translations BEGIN
    INSERT INTO catalog_changes (number, at) SELECT number, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM catalog_horizon;
END;
