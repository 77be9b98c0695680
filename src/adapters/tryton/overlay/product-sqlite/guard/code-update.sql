CREATE TRIGGER {trigger} AFTER UPDATE OF code ON product_product
WHEN NEW.code COLLATE BINARY IS NOT OLD.code AND NEW.code <> ''
BEGIN
    SELECT RAISE(ABORT, {message})
    FROM (
        SELECT p.code, t.type AS kind, NULL AS company, p.template
        FROM product_product p JOIN product_template t ON t.id = p.template
        WHERE p.id = NEW.id
    ) AS item
    WHERE {refused};
END
