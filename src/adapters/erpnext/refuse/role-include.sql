WITH wanted AS (
    SELECT role, included, stored FROM change_role_include_insert
    UNION ALL
    SELECT role, included, true FROM change_role_include_delete
)
SELECT role AS "key", 'only role profiles (profile:...) include roles; a role includes Desk User alone, and opens the desk then' AS reason
FROM wanted WHERE role NOT LIKE 'profile:%' AND included <> 'Desk User'
UNION
SELECT role, 'a role profile cannot include ' || included
FROM wanted WHERE role LIKE 'profile:%' AND (included LIKE 'profile:%' OR included IN ('Desk User', 'Administrator', 'All', 'Guest'))
UNION
SELECT c.role, 'the inclusions of ERPNext''s own roles stay'
FROM wanted c JOIN view_role r ON r.role = c.role AND r.origin <> 'custom'
