-- Whoever is in a group has everything of its parent, and of the parents above; nothing is stored for the holder.
WITH roles AS MATERIALIZED (SELECT id, role FROM view_role v)
SELECT c.role, p.role AS included, false AS stored
FROM res_group g
JOIN roles c ON c.id = g.id
JOIN roles p ON p.id = g.parent
