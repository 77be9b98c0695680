-- Who is named as having changed something: shown in ERPNext, so it has to be an account there.
SELECT coalesce(u.name, 'Administrator') AS login, CAST(x.now_erp AS datetime(6)) AS now_erp, x.apply_id
FROM change_context x
LEFT JOIN "tabUser" u ON u.name = x.actor_id
