SELECT v.setting AS subject, 'the form shows "' || coalesce(v.single, '') || '", the copy among the defaults says "' || v.copy || '"' AS detail
FROM view_setting_value v
WHERE v.place <> 'only' AND v.copy IS NOT NULL AND NOT (coalesce(v.single, '') <=> v.copy)
