-- Nobody else gives or takes access meanwhile; people go on working, and logging in writes to none of these.
LOCK TABLE app_role, app_role_include, app_user_role, app_permission IN SHARE ROW EXCLUSIVE MODE
