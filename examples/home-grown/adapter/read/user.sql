SELECT login, full_name AS name, email, active, kind FROM app_user
