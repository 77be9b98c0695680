UPDATE ir_module_module SET latest_version = '18.0.1.3' WHERE name = 'base';
