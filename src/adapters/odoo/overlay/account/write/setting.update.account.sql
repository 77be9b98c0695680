-- Companies: lock dates that every version has.
UPDATE res_company AS c
SET fiscalyear_lock_date = CAST(n.value AS date), write_uid = 1, write_date = x.now_erp
FROM change_setting_update n
JOIN view_company_setting s ON s.setting = n.setting AND s.name = 'accounting.fiscalyear_lock_date'
CROSS JOIN change_context x
WHERE c.id = s.company_id;

UPDATE res_company AS c
SET tax_lock_date = CAST(n.value AS date), write_uid = 1, write_date = x.now_erp
FROM change_setting_update n
JOIN view_company_setting s ON s.setting = n.setting AND s.name = 'accounting.tax_lock_date'
CROSS JOIN change_context x
WHERE c.id = s.company_id;
