-- What a shipped role includes is its module's, and comes back with an upgrade. The user form of these versions has a field for each
-- category, made from the groups in it and their order: an inclusion inside one would take the field away.
SELECT c.role AS key, 'what a shipped role includes is decided by its module' AS reason
FROM (SELECT role FROM change_role_include_insert UNION ALL SELECT role FROM change_role_include_delete) c
JOIN view_new_role r ON r.role = c.role AND r.shipped
UNION
SELECT c.role, 'both groups stand in one category of the user form, which would lose its field; change this in Odoo'
FROM (SELECT role, included FROM change_role_include_insert UNION ALL SELECT role, included FROM change_role_include_delete) c
JOIN view_new_role r ON r.role = c.role
JOIN view_new_role i ON i.role = c.included AND i.section = r.section
