-- SQLite databases of Tryton have no foreign keys.
SELECT 'membership ' || l.id AS subject, 'points to a user or group that does not exist' AS detail
FROM "res_user-res_group" l
LEFT JOIN res_user u ON u.id = l."user"
LEFT JOIN res_group g ON g.id = l."group"
WHERE u.id IS NULL OR g.id IS NULL
UNION ALL
SELECT 'access row ' || a.id, 'points to a group that does not exist'
FROM ir_model_access a
LEFT JOIN res_group g ON g.id = a."group"
WHERE a."group" IS NOT NULL AND g.id IS NULL
UNION ALL
SELECT 'field access row ' || a.id, 'points to a group that does not exist'
FROM ir_model_field_access a
LEFT JOIN res_group g ON g.id = a."group"
WHERE a."group" IS NOT NULL AND g.id IS NULL
UNION ALL
SELECT 'button group ' || l.id, 'points to a button or group that does not exist'
FROM "ir_model_button-res_group" l
LEFT JOIN ir_model_button b ON b.id = l.button
LEFT JOIN res_group g ON g.id = l."group"
WHERE b.id IS NULL OR g.id IS NULL
UNION ALL
SELECT 'group ' || g.id, 'has a parent that does not exist'
FROM res_group g
LEFT JOIN res_group p ON p.id = g.parent
WHERE g.parent IS NOT NULL AND p.id IS NULL
