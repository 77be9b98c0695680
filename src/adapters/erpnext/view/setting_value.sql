SELECT s.setting, s.kind, s.document, s.field, s.place, x.value AS single, d.value AS copy,
    nullif(CASE WHEN s.place = 'default' THEN d.value ELSE x.value END, '') AS value
FROM view_setting s
LEFT JOIN (SELECT doctype, field, max(value) AS value FROM "tabSingles" GROUP BY doctype, field) x
    ON x.doctype = s.document AND x.field = s.field
LEFT JOIN (SELECT defkey, max(defvalue) AS value FROM "tabDefaultValue" WHERE parent = '__default' GROUP BY defkey) d
    ON d.defkey = s.field AND s.place <> 'only'
