-- Who last changed an account; memberships carry no such columns. What trueup writes is the system user's.
SELECT 'user' AS relation, u.login AS key, '' AS member, COALESCE(b.login, '__system__') AS changed_by,
    substr(CAST(COALESCE(u.write_date, u.create_date) AS text), 1, 19) AS changed_at
FROM res_users u
LEFT JOIN res_users b ON b.id = COALESCE(u.write_uid, u.create_uid)
WHERE COALESCE(u.write_date, u.create_date) IS NOT NULL
