-- Keys that Tryton cannot hold: name:<title> belongs to groups made in the user interface, <module>.<id> to shipped ones.
WITH roles AS MATERIALIZED (SELECT id, role FROM view_role v)
SELECT role AS key, 'a new role needs a key of its own, not name:' AS reason
FROM change_role_insert WHERE substr(role, 1, 5) = 'name:'
UNION
SELECT c.role, 'the key looks like one of the module "' || m.name || '"'
FROM change_role_insert c
JOIN ir_module m ON substr(c.role, 1, length(m.name) + 1) = m.name || '.'
UNION
SELECT c.role, 'the key looks like one of the module "' || m.name || '"'
FROM change_role_rename c
JOIN ir_module m ON substr(c.role, 1, length(m.name) + 1) = m.name || '.'
UNION
SELECT role, 'only a module ships roles'
FROM change_role_insert WHERE origin <> 'custom'
UNION
SELECT role, 'where a role comes from cannot be changed'
FROM change_role_update WHERE origin <> old_origin
UNION
SELECT c.role, 'a module names the roles that it ships, and its next update would name this one again'
FROM change_role_update c
JOIN ir_model_data d ON d.model = 'res.group' AND d.db_id IS NOT NULL AND d.module || '.' || d.fs_id = c.role
WHERE c.title <> c.old_title
UNION
SELECT role, 'a role without a key of its own is known by its title: give it a key before it gets another title'
FROM change_role_update WHERE substr(role, 1, 5) = 'name:' AND title <> old_title
UNION
SELECT c.role, 'a shipped role keeps its key'
FROM change_role_rename c
JOIN ir_model_data d ON d.model = 'res.group' AND d.module || '.' || d.fs_id = c.old_role
UNION
SELECT c.role, 'without a key of its own the role would be known as name:' || g.name
FROM change_role_rename c
JOIN roles r ON r.role = c.old_role
JOIN res_group g ON g.id = r.id
WHERE substr(c.role, 1, 5) = 'name:' AND c.role <> 'name:' || g.name
UNION
SELECT c.role, 'another group has this key'
FROM change_role_rename c
JOIN roles r ON r.role = c.role
WHERE c.role NOT IN (SELECT old_role FROM change_role_rename)
UNION
SELECT c.role, 'there is no group "' || c.old_role || '"'
FROM change_role_rename c
WHERE c.old_role NOT IN (SELECT role FROM roles)
UNION
SELECT role, 'since 8.2 the administrators are a mark on the user and no group'
FROM change_role_update WHERE role = 'res.group_admin'
UNION
SELECT role, 'since 8.2 the administrators are a mark on the user and no group'
FROM change_role_include_insert WHERE role = 'res.group_admin' OR included = 'res.group_admin'
UNION
SELECT role, 'since 8.2 the administrators are a mark on the user and pass every permission'
FROM change_permission_insert WHERE role = 'res.group_admin'
