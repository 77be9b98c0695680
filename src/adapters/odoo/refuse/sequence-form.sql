-- An unknown %(…)s in a prefix makes every new document fail. The step of an ordinary sequence is that of a sequence of the engine,
-- which only its owner can change.
SELECT c.sequence AS key, 'the ' || c.part || ' has a % that begins no part of a date of Odoo, such as %(year)s' AS reason
FROM (
    SELECT sequence, 'prefix' AS part, prefix AS text FROM change_sequence_update WHERE prefix IS DISTINCT FROM old_prefix
    UNION ALL
    SELECT sequence, 'suffix', suffix FROM change_sequence_update WHERE suffix IS DISTINCT FROM old_suffix
) c
WHERE regexp_replace(c.text, '%\((range_|current_)?(year|month|day|y|doy|woy|weekday|h24|h12|min|sec)\)s', '', 'g') LIKE '%\%%'
UNION
SELECT c.sequence, 'the step of an ordinary sequence can only be changed in Odoo'
FROM change_sequence_update c
JOIN view_number k ON k.sequence = c.sequence AND k.implementation = 'standard'
WHERE c.step <> CAST(c.old_step AS integer)
UNION
SELECT sequence, 'step and padding are numbers that are not negative, and the step is not 0'
FROM change_sequence_update WHERE padding IS NULL OR padding < 0 OR step IS NULL OR step < 1
