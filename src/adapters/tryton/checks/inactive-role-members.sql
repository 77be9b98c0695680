-- Series disagree on what an inactive group still gives, and its parents always count.
WITH roles AS MATERIALIZED (SELECT id, role FROM view_role v)
SELECT r.role AS subject, 'is inactive; active members that still get what its parents give: ' || count(DISTINCT l."user") AS detail
FROM res_group g
JOIN roles r ON r.id = g.id
JOIN "res_user-res_group" l ON l."group" = g.id
JOIN res_user u ON u.id = l."user" AND u.active
WHERE g.active IS NOT TRUE
GROUP BY r.role
