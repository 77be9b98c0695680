UPDATE app_sequence SET prefix = c.prefix, suffix = c.suffix, padding = c.padding, step = c.step
FROM change_sequence_update AS c
WHERE c.sequence = app_sequence.code;
