-- There is no role for whoever may open the desk, newer settings are missing, and an older column of permissions is there.
DELETE FROM tabRole WHERE name = 'Desk User';
DELETE FROM tabDocPerm WHERE role = 'Desk User';
ALTER TABLE tabDocPerm ADD set_user_permissions int(1) NOT NULL DEFAULT 0;
ALTER TABLE `tabCustom DocPerm` ADD set_user_permissions int(1) NOT NULL DEFAULT 0;
DELETE FROM tabDocField WHERE fieldname IN ('login_with_email_link', 'reset_password_link_expiry_duration', 'allow_error_traceback', 'disable_user_pass_login');
UPDATE tabSingles SET value = '60:00' WHERE field = 'session_expiry';
UPDATE tabDefaultValue SET defvalue = '60:00' WHERE defkey = 'session_expiry';
UPDATE `tabInstalled Application` SET app_version = CASE app_name WHEN 'frappe' THEN '14.81.4' ELSE '14.29.2' END;
