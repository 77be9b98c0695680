-- Open sessions under their row number: the key is a secret and is never read.
SELECT u.login, CAST(s.id AS text) AS session, substr(CAST(s.create_date AS text), 1, 19) AS started,
    substr(CAST(COALESCE(s.write_date, s.create_date) AS text), 1, 19) AS seen
FROM ir_session s JOIN res_user u ON u.id = s.create_uid
