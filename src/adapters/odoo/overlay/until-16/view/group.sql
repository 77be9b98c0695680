-- Before 16 names are plain text, and other languages have tables of their own.
SELECT g.id, CAST(g.name AS text) AS name, g.category_id AS section, CAST(c.name AS text) AS section_name
FROM res_groups g
LEFT JOIN ir_module_category c ON c.id = g.category_id
