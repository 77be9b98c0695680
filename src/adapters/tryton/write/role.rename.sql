-- A group gets another key. Its title stays, so only the stored key moves: own -> own, name:<title> -> own (a group
-- made in the user interface is adopted), own -> name:<title> (it is let go). Two groups may swap keys.
UPDATE ir_translation AS t
SET value = c.role, src = c.role, write_uid = 0, write_date = (SELECT now_erp FROM change_context)
FROM change_role_rename c
WHERE t.lang = '__trueup__' AND t.type = 'model' AND t.name = 'res.group,name'
    AND t.value = c.old_role AND substr(c.role, 1, 5) <> 'name:';

INSERT INTO ir_translation (name, type, lang, res_id, src, value, fuzzy, create_uid, create_date)
SELECT 'res.group,name', 'model', '__trueup__', g.id, c.role, c.role, true, 0, x.now_erp
FROM change_role_rename c
JOIN res_group g ON 'name:' || g.name = c.old_role
CROSS JOIN change_context x
WHERE substr(c.role, 1, 5) <> 'name:'
    AND g.id NOT IN (SELECT res_id FROM ir_translation WHERE lang = '__trueup__' AND type = 'model' AND name = 'res.group,name' AND res_id IS NOT NULL);

DELETE FROM ir_translation
WHERE lang = '__trueup__' AND type = 'model' AND name = 'res.group,name'
    AND value IN (SELECT old_role FROM change_role_rename WHERE substr(role, 1, 5) = 'name:');
