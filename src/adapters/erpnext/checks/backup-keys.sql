SELECT 'encrypt_backup' AS subject, 'backups are encrypted, but the file with the site''s configuration beside them is not: it holds the password of the database and the key of all secrets' AS detail
FROM "tabSingles"
WHERE doctype = 'System Settings' AND field = 'encrypt_backup' AND value = '1'
LIMIT 1
