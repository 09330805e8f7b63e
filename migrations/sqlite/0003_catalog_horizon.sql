-- The same number as before, in a form that nothing can be pushed into: with a condition beside it, SQLite took the greatest id by
-- reading all of them, and changing thousands of option values took as many times as long.
DROP VIEW catalog_horizon;
CREATE VIEW catalog_horizon AS
    SELECT COALESCE((SELECT id FROM catalog_changes ORDER BY id DESC LIMIT 1), 0) + 1 AS number;
