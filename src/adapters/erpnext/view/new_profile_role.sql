-- What role profiles will give.
SELECT i.role, i.included
FROM view_profile_role i
LEFT JOIN change_role_include_delete d ON d.role = i.role AND d.included = i.included
WHERE d.role IS NULL
UNION
SELECT role, included FROM change_role_include_insert WHERE role LIKE 'profile:%'
