-- The code is the one that the program is about to store: it writes the template first.
CREATE TRIGGER {trigger} AFTER UPDATE OF type ON product_template
WHEN NEW.type COLLATE BINARY IS NOT OLD.type
BEGIN
    SELECT RAISE(ABORT, {message})
    FROM (
        SELECT trim(COALESCE(NEW.code, '') || COALESCE(p.suffix_code, '')) AS code, NEW.type AS kind, NULL AS company, p.template
        FROM product_product p
        WHERE p.template = NEW.id
    ) AS item
    WHERE {refused};
END
