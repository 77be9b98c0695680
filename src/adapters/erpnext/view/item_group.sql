-- The path of a group of items without the root, which is always the same.
WITH RECURSIVE path AS (
    SELECT g.name, CAST('' AS char(4000)) AS path, 0 AS depth
    FROM "tabItem Group" g
    WHERE coalesce(g.parent_item_group, '') = ''
    UNION ALL
    SELECT g.name, CASE WHEN p.path = '' THEN g.name ELSE p.path || '/' || g.name END, p.depth + 1
    FROM path p
    JOIN "tabItem Group" g ON g.parent_item_group = p.name
    WHERE p.depth < 40
)
SELECT p.name, CASE WHEN p.path = '' THEN p.name ELSE p.path END AS path FROM path p
