SELECT login, last_login FROM app_user WHERE last_login IS NOT NULL
