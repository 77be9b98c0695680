-- Groups with their English name, which every other language falls back to, and the part of the settings they stand in.
SELECT g.id, CAST(g.name ->> 'en_US' AS text) AS name, g.category_id AS section, CAST(c.name ->> 'en_US' AS text) AS section_name
FROM res_groups g
LEFT JOIN ir_module_category c ON c.id = g.category_id
