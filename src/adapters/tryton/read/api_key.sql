-- Keys of user applications (REST) under their row number; the key itself is never read, and none has an end.
SELECT u.login, CAST(a.id AS text) AS api_key, a.application AS title, a.state,
    substr(CAST(a.create_date AS text), 1, 19) AS created, CAST(NULL AS text) AS expires
FROM res_user_application a JOIN res_user u ON u.id = a."user"
