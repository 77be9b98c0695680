-- Companies: the lock dates that versions from 18 have besides.
UPDATE res_company AS c
SET sale_lock_date = CAST(n.value AS date), write_uid = 1, write_date = x.now_erp
FROM change_setting_update n
JOIN view_company_setting s ON s.setting = n.setting AND s.name = 'accounting.sale_lock_date'
CROSS JOIN change_context x
WHERE c.id = s.company_id;

UPDATE res_company AS c
SET purchase_lock_date = CAST(n.value AS date), write_uid = 1, write_date = x.now_erp
FROM change_setting_update n
JOIN view_company_setting s ON s.setting = n.setting AND s.name = 'accounting.purchase_lock_date'
CROSS JOIN change_context x
WHERE c.id = s.company_id;

UPDATE res_company AS c
SET hard_lock_date = CAST(n.value AS date), write_uid = 1, write_date = x.now_erp
FROM change_setting_update n
JOIN view_company_setting s ON s.setting = n.setting AND s.name = 'accounting.hard_lock_date'
CROSS JOIN change_context x
WHERE c.id = s.company_id;
