SELECT c.login AS "key", 'the login ' || u.name || ' is the same to ERPNext' AS reason
FROM change_user_insert c
JOIN "tabUser" u ON u.name = CAST(c.login AS char) COLLATE utf8mb4_unicode_ci
