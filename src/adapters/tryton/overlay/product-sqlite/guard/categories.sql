-- The categories of the item that a trigger looks at.
WITH RECURSIVE up (parent, path) AS (
    SELECT c.parent, c.name
    FROM "product_template-product_category" l JOIN product_category c ON c.id = l.category
    WHERE l.template = item.template
    UNION ALL
    SELECT c.parent, c.name || '/' || u.path FROM up u JOIN product_category c ON c.id = u.parent
)
SELECT path AS category FROM up WHERE parent IS NULL
