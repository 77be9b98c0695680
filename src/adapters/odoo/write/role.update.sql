-- Translations of the old name would go on saying it: they go, and every language falls back to the new one.
UPDATE res_groups AS g
SET name = jsonb_build_object('en_US', c.title), write_uid = 1, write_date = x.now_erp
FROM change_role_update c
JOIN (SELECT id, role FROM view_role v) r ON r.role = c.role
CROSS JOIN change_context x
WHERE g.id = r.id AND c.title <> c.old_title;
