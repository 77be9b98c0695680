-- The code is the one that the program is about to store: it writes the template first, then its categories, then the
-- code of its variants.
CREATE TRIGGER {trigger} AFTER UPDATE OF template, category ON "product_template-product_category"
WHEN NEW.template IS NOT OLD.template OR NEW.category IS NOT OLD.category
BEGIN
    SELECT RAISE(ABORT, {message})
    FROM (
        SELECT trim(COALESCE(t.code, '') || COALESCE(p.suffix_code, '')) AS code, t.type AS kind, NULL AS company, p.template, (
                WITH RECURSIVE up (parent, path) AS (
                    SELECT c.parent, c.name FROM product_category c WHERE c.id = NEW.category
                    UNION ALL
                    SELECT c.parent, c.name || '/' || u.path FROM up u JOIN product_category c ON c.id = u.parent
                )
                SELECT path FROM up WHERE parent IS NULL
            ) AS brought
        FROM product_product p JOIN product_template t ON t.id = p.template
        WHERE p.template = NEW.template
    ) AS item
    WHERE {refused};
END
