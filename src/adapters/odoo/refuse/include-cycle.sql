WITH RECURSIVE edges AS MATERIALIZED (SELECT role, included FROM view_new_include e),
reach (start, role) AS (
    SELECT role, included FROM change_role_include_insert
    UNION
    SELECT r.start, e.included FROM reach r JOIN edges e ON e.role = r.role
)
SELECT DISTINCT start AS key, 'the role would include itself' AS reason FROM reach WHERE start = role
