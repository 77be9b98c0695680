SELECT name, value FROM app_info WHERE name = 'version'
