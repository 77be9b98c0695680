SELECT model AS resource, title, 'read,write,create,delete' AS actions FROM view_model m
