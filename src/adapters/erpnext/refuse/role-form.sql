WITH wanted AS (
    SELECT role, title, active, NULL AS old_title FROM change_role_insert
    UNION ALL
    SELECT role, title, active, old_title FROM change_role_update
)
SELECT role AS "key", 'the name of a role is its key: write title: ' || CASE WHEN role LIKE 'profile:%' THEN substr(role, 9) ELSE role END AS reason
FROM wanted
WHERE NOT (title <=> old_title)
    AND coalesce(title, '') <> CASE WHEN role LIKE 'profile:%' THEN substr(role, 9) ELSE role END
UNION
SELECT role, 'a role profile is always active'
FROM wanted WHERE role LIKE 'profile:%' AND NOT active
UNION
SELECT role, 'a name has from 1 to 140 characters, no blank at its ends, and neither < nor >'
FROM wanted
WHERE char_length(role) > 140 OR role REGEXP '[<>]' OR role REGEXP '^[[:space:]]|[[:space:]]$' OR role IN ('', 'profile:')
UNION
SELECT c.role, 'the role ' || r.name || ' is the same to ERPNext'
FROM change_role_insert c
JOIN "tabRole" r ON r.name = CAST(c.role AS char) COLLATE utf8mb4_unicode_ci
UNION
SELECT c.role, 'the role profile ' || p.name || ' is the same to ERPNext'
FROM change_role_insert c
JOIN "tabRole Profile" p ON c.role LIKE 'profile:%' AND p.name = CAST(substr(c.role, 9) AS char) COLLATE utf8mb4_unicode_ci
UNION
SELECT r.role, 'a role of ERPNext''s own cannot be switched off'
FROM change_role_update c
JOIN view_role r ON r.role = c.role
WHERE r.origin <> 'custom' AND NOT c.active
