SELECT a.login, a.attribute, a.value FROM view_attribute a WHERE a.value IS NOT NULL
