-- Keys that Odoo cannot hold: name:<title> belongs to groups made in the user interface, <module>.<name> to shipped ones, and ours
-- are names of external ids.
WITH fresh AS (
    SELECT role FROM change_role_insert
    UNION ALL
    SELECT role FROM change_role_rename WHERE role NOT LIKE 'name:%'
)
SELECT role AS key, 'a new role needs a key of its own, not name:' AS reason
FROM change_role_insert WHERE role LIKE 'name:%'
UNION
SELECT role, 'the key of a role of our own has no blank and no full stop: it is an external id'
FROM fresh WHERE role LIKE '% %' OR role LIKE '%.%'
UNION
SELECT role, 'keys of this form are given to access rows and rules'
FROM fresh WHERE role ~ '^(acl|rule)_[0-9]+$'
UNION
SELECT role, 'only a module ships roles'
FROM change_role_insert WHERE origin <> 'custom'
UNION
SELECT role, 'where a role comes from cannot be changed'
FROM change_role_update WHERE origin <> old_origin
UNION
SELECT role, 'a group of Odoo is never inactive: take its members and permissions away'
FROM (SELECT role, active FROM change_role_insert UNION ALL SELECT role, active FROM change_role_update) a WHERE NOT active
UNION
SELECT c.role, 'a module names the roles that it ships, and its next upgrade would name this one again'
FROM change_role_update c
JOIN view_new_role r ON r.role = c.role AND r.shipped
WHERE c.title <> c.old_title
UNION
SELECT role, 'a role without a key of its own is known by its title: give it a key before it gets another title'
FROM change_role_update WHERE role LIKE 'name:%' AND title <> old_title
UNION
SELECT c.role, 'a shipped role keeps its key'
FROM change_role_rename c JOIN view_role r ON r.role = c.old_role AND r.shipped
UNION
SELECT c.role, 'without a key of its own the role would be known as name:' || r.name
FROM change_role_rename c JOIN view_role r ON r.role = c.old_role
WHERE c.role LIKE 'name:%' AND c.role <> 'name:' || r.name
UNION
SELECT c.role, 'another group has this key'
FROM change_role_rename c JOIN view_role r ON r.role = c.role
WHERE c.role NOT IN (SELECT old_role FROM change_role_rename)
UNION
SELECT c.role, 'there is no group "' || c.old_role || '"'
FROM change_role_rename c
WHERE c.old_role NOT IN (SELECT role FROM view_role r)
