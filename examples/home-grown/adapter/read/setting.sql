SELECT name AS setting, value FROM app_setting
WHERE name IN ('password.min_length', 'password.max_age_days', 'session.idle_minutes', 'print.ask_first')
