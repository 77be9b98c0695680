-- The stored path is what "child of" goes by, and an edit of the same parent does not put it right.
WITH RECURSIVE tree (id, path) AS (
    SELECT id, id || '/' FROM ir_ui_menu WHERE parent_id IS NULL
    UNION ALL
    SELECT c.id, t.path || c.id || '/' FROM ir_ui_menu c JOIN tree t ON t.id = c.parent_id
)
SELECT 'menu ' || m.id AS subject, 'its path is "' || COALESCE(m.parent_path, '') || '" and should be "' || t.path || '"' AS detail
FROM ir_ui_menu m JOIN tree t ON t.id = m.id
WHERE m.parent_path IS DISTINCT FROM t.path
