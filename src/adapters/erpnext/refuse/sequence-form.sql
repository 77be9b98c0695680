SELECT c.sequence AS "key", CASE
        WHEN s.series IS NOT NULL THEN 'the name of a series is what stands before its number'
        WHEN coalesce(c.suffix, '') <> '' THEN 'ERPNext writes nothing behind the number'
        WHEN c.step <> 1 THEN 'ERPNext counts by one'
        WHEN coalesce(c.padding, 0) NOT BETWEEN 1 AND 20 THEN 'a number of digits from 1 to 20 is needed'
        ELSE 'a prefix of at most 140 characters is needed'
    END AS reason
FROM change_sequence_update c
LEFT JOIN view_sequence s ON s.sequence = c.sequence
WHERE s.series IS NOT NULL OR coalesce(c.suffix, '') <> '' OR c.step <> 1 OR coalesce(c.padding, 0) NOT BETWEEN 1 AND 20
    OR coalesce(c.prefix, '') = '' OR char_length(c.prefix) > 140
