SELECT u.name AS subject, 'employee ' || e.name || ' is ' || lower(e.status) || coalesce(' since ' || e.relieving_date, '')
    || coalesce(', last seen ' || CAST(u.last_active AS date), '') AS detail
FROM "tabEmployee" e
JOIN "tabUser" u ON u.name = e.user_id
WHERE e.status <> 'Active' AND u.enabled = 1
