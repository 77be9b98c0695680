-- A dollar sign begins a date (${date_Y}); what is unknown after it becomes None, or makes every new record fail.
SELECT c.sequence AS key, 'the ' || c.part || ' has a dollar sign that begins no date of Tryton, such as ${date_Y}' AS reason
FROM (
    SELECT sequence, 'prefix' AS part, prefix AS text FROM change_sequence_update
    WHERE COALESCE(prefix, '') <> COALESCE(old_prefix, '')
    UNION ALL
    SELECT sequence, 'suffix', suffix FROM change_sequence_update WHERE COALESCE(suffix, '') <> COALESCE(old_suffix, '')
) c
WHERE replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(c.text, '${date_Y}', ''), '${date_y}', ''), '${date_m}', ''), '${date_d}', ''), '${date_j}', ''), '${date_U}', ''), '${date_W}', ''), '${year}', ''), '${month}', ''), '${day}', '') LIKE '%$%'
