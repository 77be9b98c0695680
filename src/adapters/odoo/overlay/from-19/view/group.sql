-- From 19 groups stand in privileges.
SELECT g.id, CAST(g.name ->> 'en_US' AS text) AS name, g.privilege_id AS section, CAST(p.name ->> 'en_US' AS text) AS section_name
FROM res_groups g
LEFT JOIN res_groups_privilege p ON p.id = g.privilege_id
