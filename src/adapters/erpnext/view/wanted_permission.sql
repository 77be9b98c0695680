-- The changed permissions with the parts of the resource. For everybody the role is All.
SELECT c.verb, c.n, CASE WHEN c.role = '*' THEN 'All' ELSE c.role END AS role, c.role AS key_role, c.resource, c.actions, d.name AS document,
    CAST(coalesce(nullif(regexp_replace(regexp_substr(c.resource, '#[0-9]+(@owner)?$'), '[^0-9]', ''), ''), '0') AS integer) AS level,
    CASE WHEN c.resource LIKE '%@owner' THEN 1 ELSE 0 END AS if_owner
FROM (
    SELECT 'insert' AS verb, n, role, resource, actions FROM change_permission_insert
    UNION ALL
    SELECT 'update', n, role, resource, actions FROM change_permission_update
    UNION ALL
    SELECT 'delete', n, role, resource, NULL FROM change_permission_delete
) c
JOIN view_document d ON d.name = regexp_replace(c.resource, '(#[0-9]+)?(@owner)?$', '') AND NOT d.fixed
