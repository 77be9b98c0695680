-- The token is secret; the number is not.
SELECT u.login, s.id AS session, s.started, s.seen FROM app_session AS s JOIN app_user AS u ON u.id = s.user_id
