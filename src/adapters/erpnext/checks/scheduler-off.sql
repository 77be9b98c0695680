SELECT 'enable_scheduler' AS subject, 'no backup, no mail and no other job runs by itself' AS detail
FROM "tabSingles"
WHERE doctype = 'System Settings' AND field = 'enable_scheduler' AND value = '0'
LIMIT 1
