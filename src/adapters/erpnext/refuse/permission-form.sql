-- What ERPNext refuses in its own window for permissions.
WITH wanted AS (
    SELECT role, resource, actions FROM change_permission_insert
    UNION ALL
    SELECT role, resource, actions FROM change_permission_update
), known AS (
    SELECT v.* FROM view_wanted_permission v WHERE v.verb <> 'delete'
)
SELECT w.role || ' ' || w.resource AS "key", 'there are no permissions for this: it is no document, a table within one, or one whose permissions are fixed' AS reason
FROM wanted w
LEFT JOIN known k ON k.key_role = w.role AND k.resource = w.resource
WHERE k.n IS NULL
UNION
SELECT c.role || ' ' || c.resource, 'the permissions of this document are fixed'
FROM change_permission_delete c
LEFT JOIN view_wanted_permission v ON v.verb = 'delete' AND v.key_role = c.role AND v.resource = c.resource
WHERE v.n IS NULL
UNION
SELECT role || ' ' || resource, 'a role profile has no permissions: give them to its roles'
FROM wanted WHERE role LIKE 'profile:%'
UNION
SELECT key_role || ' ' || resource, 'submit, cancel and amend need write'
FROM known WHERE level = 0 AND actions REGEXP '(^|,)(submit|cancel|amend)(,|$)' AND NOT find_in_set('write', actions)
UNION
SELECT key_role || ' ' || resource, 'cancel needs submit'
FROM known WHERE find_in_set('cancel', actions) AND NOT find_in_set('submit', actions)
UNION
SELECT key_role || ' ' || resource, 'import needs create'
FROM known WHERE find_in_set('import', actions) AND NOT find_in_set('create', actions)
UNION
SELECT k.key_role || ' ' || k.resource, 'documents of this kind are not submitted'
FROM known k JOIN "tabDocType" d ON d.name = k.document AND d.is_submittable = 0
WHERE k.actions REGEXP '(^|,)(submit|cancel|amend)(,|$)'
UNION
SELECT k.key_role || ' ' || k.resource, 'fields of a level can be read and written: create, submit, cancel and amend belong to the document'
FROM known k WHERE k.level > 0 AND k.actions REGEXP '(^|,)(create|submit|cancel|amend)(,|$)'
UNION
SELECT k.key_role || ' ' || k.resource, 'a level of fields needs the document itself first: give the role ' || k.document
FROM known k
LEFT JOIN view_access a ON a.role = k.key_role AND a.resource IN (k.document, k.document || '@owner')
LEFT JOIN change_permission_delete d ON d.role = a.role AND d.resource = a.resource
LEFT JOIN known z ON z.key_role = k.key_role AND z.document = k.document AND z.level = 0
WHERE k.level > 0 AND k.verb = 'insert' AND k.key_role <> '*'
GROUP BY k.key_role, k.resource, k.document
HAVING count(CASE WHEN a.role IS NOT NULL AND d.role IS NULL THEN 1 END) = 0 AND count(z.n) = 0
