-- The stored path and name are what searches go by, and an edit of the same parent does not put them right.
SELECT c.full_name AS subject, 'path "' || COALESCE(p.parent_path, '') || '", name "' || COALESCE(p.complete_name, '') || '" are stored; "'
    || c.parent_path || '" and "' || c.full_name || '" would be right' AS detail
FROM product_category p JOIN view_category c ON c.id = p.id
WHERE p.parent_path IS DISTINCT FROM c.parent_path OR p.complete_name IS DISTINCT FROM c.full_name
