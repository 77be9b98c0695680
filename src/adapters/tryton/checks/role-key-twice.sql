SELECT t.value AS subject, 'the key is stored for ' || count(*) || ' groups' AS detail
FROM ir_translation t
JOIN res_group g ON g.id = t.res_id
WHERE t.lang = '__trueup__' AND t.type = 'model' AND t.name = 'res.group,name'
GROUP BY t.value HAVING count(*) > 1
