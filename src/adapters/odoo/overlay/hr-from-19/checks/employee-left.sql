-- The employment ended and the account goes on.
SELECT a.login AS subject, CASE WHEN e.active IS NOT TRUE THEN 'the employee is archived' ELSE 'left' END
    || COALESCE(', departure ' || v.departure_date, '') AS detail
FROM hr_employee e
JOIN view_account a ON a.id = e.user_id
LEFT JOIN hr_version v ON v.id = e.current_version_id
WHERE a.active AND (e.active IS NOT TRUE OR v.departure_date < CAST(timezone('UTC', now()) AS date))
    AND NOT EXISTS (
        SELECT 1 FROM hr_employee o WHERE o.user_id = e.user_id AND o.active AND o.id <> e.id)
