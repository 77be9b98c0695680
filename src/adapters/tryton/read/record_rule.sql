-- Record rules, one row per domain: domains of one rule group are alternatives. Rules for everybody are of role *;
-- [global] must hold for everyone, [default] is an alternative to the rules of the person's groups.
WITH roles AS MATERIALIZED (SELECT id, role FROM view_role v),
rules AS (
    SELECT g.id, g.model AS resource, COALESCE(r.domain, '') AS filter,
        g.name || CASE WHEN count(*) OVER (PARTITION BY g.model, g.name, r.id IS NULL) >
                            count(*) OVER (PARTITION BY g.id, r.id IS NULL) THEN ' #' || g.id ELSE '' END
        || CASE WHEN count(*) OVER (PARTITION BY g.id) > 1
                THEN ' (' || row_number() OVER (PARTITION BY g.id ORDER BY r.id) || ')' ELSE '' END
        || CASE WHEN g.global_p THEN ' [global]' WHEN g.default_p THEN ' [default]' ELSE '' END AS name,
        g.global_p OR g.default_p AS everyone, substr(
        CASE WHEN g.perm_read THEN ',read' ELSE '' END ||
        CASE WHEN g.perm_write THEN ',write' ELSE '' END ||
        CASE WHEN g.perm_create THEN ',create' ELSE '' END ||
        CASE WHEN g.perm_delete THEN ',delete' ELSE '' END, 2) AS actions
    FROM view_rule_group g
    LEFT JOIN ir_rule r ON r.rule_group = g.id
)
SELECT '*' AS role, resource, name, filter, actions
FROM rules WHERE everyone
UNION ALL
SELECT o.role, r.resource, r.name, r.filter, r.actions
FROM rules r
JOIN (SELECT DISTINCT rule_group, "group" FROM "ir_rule_group-res_group") l ON l.rule_group = r.id
JOIN roles o ON o.id = l."group"
WHERE r.everyone IS NOT TRUE
