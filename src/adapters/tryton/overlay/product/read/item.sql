-- Variants, which carry the codes: that of the template and their own suffix, joined and stored by the program. Names and
-- categories are the template's; what a variant is beyond that stands in its description. Products belong to no company; a
-- variant stays active when its template is not, and keeps its code.
-- The categories are grouped, although each is one row, so that PostgreSQL knows that there are few.
WITH RECURSIVE tree (id, path) AS (
    SELECT id, CAST(name AS text) FROM product_category WHERE parent IS NULL
    UNION ALL
    SELECT c.id, p.path || '/' || c.name FROM product_category c JOIN tree p ON p.id = c.parent
)
SELECT p.id AS item, p.code, c.path AS category, t.name, t.type AS kind, NULL AS company, COALESCE(p.active, false) AS active,
    p.create_date AS created, p.description AS specification, p.template AS family
FROM product_product p
JOIN product_template t ON t.id = p.template
LEFT JOIN "product_template-product_category" l ON l.template = t.id
LEFT JOIN (SELECT id, max(path) AS path FROM tree GROUP BY id) c ON c.id = l.category
