-- The categories of variants whose template has more than one.
WITH RECURSIVE tree (id, path) AS (
    SELECT id, CAST(name AS text) FROM product_category WHERE parent IS NULL
    UNION ALL
    SELECT c.id, p.path || '/' || c.name FROM product_category c JOIN tree p ON p.id = c.parent
)
SELECT p.id AS item, c.path AS category
FROM (
    SELECT template FROM "product_template-product_category" GROUP BY template HAVING count(*) > 1
) s
JOIN product_product p ON p.template = s.template
JOIN "product_template-product_category" l ON l.template = s.template
JOIN tree c ON c.id = l.category
