-- Groups and their keys: the external id (module.name) of a shipped group, the key that trueup stored for it (an external id of
-- the module __trueup__, which no module has), or name:<title> for a group made in the user interface; the second of the
-- same name gets a number. The title of a shipped group says where in the settings it stands, because many have one name.
SELECT k.id,
    CAST(COALESCE(k.shipped_as, k.own_key, 'name:' || k.name || CASE WHEN k.same = 1 THEN '' ELSE ' #' || k.same END) AS text) AS role,
    k.shipped_as IS NOT NULL AS shipped, k.own_key IS NOT NULL AS keyed, k.name, k.section,
    CASE WHEN k.shipped_as IS NULL THEN k.name ELSE COALESCE(k.section_name || ' / ', '') || k.name END AS title
FROM (
    SELECT g.id, g.name, g.section, g.section_name, s.shipped_as, o.own_key,
        row_number() OVER (PARTITION BY g.name, s.shipped_as IS NULL AND o.own_key IS NULL ORDER BY g.id) AS same
    FROM view_group g
    LEFT JOIN (
        SELECT d.res_id AS id, min(d.module || '.' || d.name) AS shipped_as
        FROM ir_model_data d
        WHERE d.model = 'res.groups' AND d.module IN (SELECT m.name FROM ir_module_module m)
        GROUP BY d.res_id
    ) s ON s.id = g.id
    LEFT JOIN (
        SELECT d.res_id AS id, min(d.name) AS own_key
        FROM ir_model_data d WHERE d.model = 'res.groups' AND d.module = '__trueup__' GROUP BY d.res_id
    ) o ON o.id = g.id
) k
