WITH wanted AS (
    SELECT role, included FROM change_role_include_insert
    UNION ALL
    SELECT role, included FROM change_role_include_delete
)
SELECT role AS "key", 'only role profiles (profile:...) include roles' AS reason
FROM wanted WHERE role NOT LIKE 'profile:%'
UNION
SELECT role, 'a role profile cannot include ' || included
FROM wanted WHERE included LIKE 'profile:%' OR included IN ('Administrator', 'All', 'Guest')
