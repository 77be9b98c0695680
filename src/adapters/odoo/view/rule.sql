-- Record rules under their names; the second of the same name on a model gets a number, inactive ones count too.
SELECT r.id, r.model_id, m.model AS resource, r.domain_force AS filter, COALESCE(r.active, false) AS active,
    COALESCE(r."global", false) AS for_all,
    CAST(COALESCE(NULLIF(r.name, ''), 'rule') || CASE WHEN r.same = 1 THEN '' ELSE ' #' || r.same END AS text) AS name,
    substr(CASE WHEN r.perm_read THEN ',read' ELSE '' END || CASE WHEN r.perm_write THEN ',write' ELSE '' END
        || CASE WHEN r.perm_create THEN ',create' ELSE '' END || CASE WHEN r.perm_unlink THEN ',delete' ELSE '' END, 2) AS actions,
    CAST(d.module AS text) AS module, COALESCE(d.noupdate, true) AS kept
FROM (
    SELECT i.*, row_number() OVER (PARTITION BY i.model_id, COALESCE(NULLIF(i.name, ''), 'rule') ORDER BY i.id) AS same FROM ir_rule i
) r
JOIN view_model m ON m.id = r.model_id
LEFT JOIN (
    SELECT res_id, min(module) AS module, bool_and(noupdate) AS noupdate
    FROM ir_model_data WHERE model = 'ir.rule' GROUP BY res_id
) d ON d.res_id = r.id
