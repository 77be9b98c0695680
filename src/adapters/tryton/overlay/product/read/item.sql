-- Variants, which carry the codes: that of the template and their own suffix, joined and stored by the program. Categories
-- are the template's. Products belong to no company; a variant stays active when its template is not, and keeps its code.
WITH RECURSIVE category (id, path) AS (
    SELECT id, CAST(name AS text) FROM product_category WHERE parent IS NULL
    UNION ALL
    SELECT c.id, p.path || '/' || c.name FROM product_category c JOIN category p ON p.id = c.parent
)
SELECT p.id AS item, p.code, c.path AS category, t.name, t.type AS kind, NULL AS company, COALESCE(p.active, false) AS active,
    p.create_date AS created
FROM product_product p
JOIN product_template t ON t.id = p.template
LEFT JOIN "product_template-product_category" l ON l.template = t.id
LEFT JOIN category c ON c.id = l.category
ORDER BY p.id, c.path
