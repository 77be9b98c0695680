WITH RECURSIVE tree (id, path, full_name, parent_path) AS (
    SELECT id, CAST(name AS text), CAST(name AS text), id || '/' FROM product_category WHERE parent_id IS NULL
    UNION ALL
    SELECT c.id, t.path || '/' || c.name, t.full_name || ' / ' || c.name, t.parent_path || c.id || '/'
    FROM product_category c JOIN tree t ON t.id = c.parent_id
)
SELECT id, max(path) AS path, max(full_name) AS full_name, max(parent_path) AS parent_path FROM tree GROUP BY id
