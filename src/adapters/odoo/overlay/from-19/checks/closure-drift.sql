-- From 19 what a role includes is derived and cannot be missing.
SELECT CAST(NULL AS text) AS subject, CAST(NULL AS text) AS detail WHERE false
