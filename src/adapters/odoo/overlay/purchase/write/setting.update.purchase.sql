-- Companies: the approval and the lock of orders.
UPDATE res_company AS c
SET po_double_validation = n.value, write_uid = 1, write_date = x.now_erp
FROM change_setting_update n
JOIN view_company_setting s ON s.setting = n.setting AND s.name = 'purchase.double_validation'
CROSS JOIN change_context x
WHERE c.id = s.company_id;

UPDATE res_company AS c
SET po_double_validation_amount = CAST(n.value AS numeric), write_uid = 1, write_date = x.now_erp
FROM change_setting_update n
JOIN view_company_setting s ON s.setting = n.setting AND s.name = 'purchase.double_validation_amount'
CROSS JOIN change_context x
WHERE c.id = s.company_id;

UPDATE res_company AS c
SET po_lock = n.value, write_uid = 1, write_date = x.now_erp
FROM change_setting_update n
JOIN view_company_setting s ON s.setting = n.setting AND s.name = 'purchase.lock_confirmed'
CROSS JOIN change_context x
WHERE c.id = s.company_id;
