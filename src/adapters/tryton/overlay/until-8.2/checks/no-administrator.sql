WITH RECURSIVE below (id) AS (
    SELECT db_id FROM ir_model_data WHERE model = 'res.group' AND module = 'res' AND fs_id = 'group_admin'
    UNION
    SELECT g.id FROM below b JOIN res_group g ON g.parent = b.id
)
SELECT 'administrators' AS subject, 'no active user is in the administration group' AS detail
FROM (
    SELECT count(*) AS found
    FROM res_user u JOIN "res_user-res_group" l ON l."user" = u.id
    WHERE u.active AND l."group" IN (SELECT id FROM below)
) a
WHERE a.found = 0
