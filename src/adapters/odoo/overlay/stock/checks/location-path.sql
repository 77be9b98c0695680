WITH RECURSIVE tree (id, path) AS (
    SELECT id, id || '/' FROM stock_location WHERE location_id IS NULL
    UNION ALL
    SELECT c.id, t.path || c.id || '/' FROM stock_location c JOIN tree t ON t.id = c.location_id
)
SELECT 'location ' || l.id || ' ' || COALESCE(l.name, '') AS subject, 'its path is "' || COALESCE(l.parent_path, '') || '" and should be "' || t.path || '"' AS detail
FROM stock_location l JOIN tree t ON t.id = l.id
WHERE l.parent_path IS DISTINCT FROM t.path
