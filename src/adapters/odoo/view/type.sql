-- Which kinds the groups of an account make it: employee, portal, public, with all that they include.
WITH RECURSIVE kinds (gid, type) AS (
    SELECT d.res_id, d.name
    FROM ir_model_data d
    WHERE d.model = 'res.groups' AND d.module = 'base' AND d.name IN ('group_user', 'group_portal', 'group_public')
    UNION
    SELECT r.gid, k.type FROM res_groups_implied_rel r JOIN kinds k ON k.gid = r.hid
)
SELECT DISTINCT l.uid, k.type FROM res_groups_users_rel l JOIN kinds k ON k.gid = l.gid
