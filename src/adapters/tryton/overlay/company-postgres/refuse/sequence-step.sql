-- An ordinary sequence counts with one of the engine, whose step only its owner can change.
SELECT u.sequence AS key, 'its step can only be changed in Tryton: from ' || u.old_step || ' to ' || u.step AS reason
FROM change_sequence_update u
JOIN view_sequence s ON s.sequence = u.sequence AND s.strict = 0 AND s.type = 'incremental'
WHERE u.step <> u.old_step
