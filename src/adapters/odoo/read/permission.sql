-- Active access rows of one group on one model add up; a row that allows nothing is as good as none.
SELECT a.role, a.resource, substr(
    CASE WHEN bool_or(a.perm_read) THEN ',read' ELSE '' END || CASE WHEN bool_or(a.perm_write) THEN ',write' ELSE '' END
    || CASE WHEN bool_or(a.perm_create) THEN ',create' ELSE '' END || CASE WHEN bool_or(a.perm_unlink) THEN ',delete' ELSE '' END, 2) AS actions
FROM view_access_row a
WHERE a.active
GROUP BY a.role, a.resource
HAVING bool_or(a.perm_read OR a.perm_write OR a.perm_create OR a.perm_unlink)
