-- A slice of a database of ERPNext 15, written for the tests: the tables and columns that the adapter meets, and a small company that
-- does not exist. 14.sql and 16.sql make other versions of it.

SET NAMES utf8mb4;
-- The site's time zone, should the server know none: eight hours ahead, all the year.
INSERT IGNORE INTO mysql.time_zone (Time_zone_id, Use_leap_seconds) VALUES (90008, 'N');
INSERT IGNORE INTO mysql.time_zone_name (Name, Time_zone_id) VALUES ('Asia/Shanghai', 90008);
INSERT IGNORE INTO mysql.time_zone_transition_type (Time_zone_id, Transition_type_id, `Offset`, Is_DST, Abbreviation)
VALUES (90008, 0, 28800, 0, 'CST');

-- What every table begins with, and what rows within a document have besides.
CREATE TABLE document (
    name varchar(140) NOT NULL PRIMARY KEY, creation datetime(6), modified datetime(6), modified_by varchar(140), owner varchar(140),
    docstatus int(1) NOT NULL DEFAULT 0, idx int(8) NOT NULL DEFAULT 0
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci ROW_FORMAT = DYNAMIC;
CREATE TABLE child LIKE document;
ALTER TABLE child ADD parent varchar(140), ADD parentfield varchar(140), ADD parenttype varchar(140), ADD KEY parent (parent);

CREATE TABLE `tabInstalled Application` LIKE child;
ALTER TABLE `tabInstalled Application` ADD app_name varchar(140), ADD app_version varchar(140);
CREATE TABLE tabDocType LIKE document;
ALTER TABLE tabDocType ADD module varchar(140), ADD issingle int(1) NOT NULL DEFAULT 0, ADD istable int(1) NOT NULL DEFAULT 0,
    ADD is_submittable int(1) NOT NULL DEFAULT 0;
CREATE TABLE tabDocField LIKE child;
ALTER TABLE tabDocField ADD fieldname varchar(140), ADD fieldtype varchar(140), ADD permlevel int(11) NOT NULL DEFAULT 0;
CREATE TABLE `tabCustom Field` LIKE document;
ALTER TABLE `tabCustom Field` ADD dt varchar(140), ADD fieldname varchar(140), ADD permlevel int(11) NOT NULL DEFAULT 0;
CREATE TABLE tabDocPerm LIKE child;
ALTER TABLE tabDocPerm ADD role varchar(140), ADD if_owner int(1) NOT NULL DEFAULT 0, ADD permlevel int(11) DEFAULT 0,
    ADD `select` int(1) NOT NULL DEFAULT 0, ADD `read` int(1) NOT NULL DEFAULT 1, ADD `write` int(1) NOT NULL DEFAULT 0,
    ADD `create` int(1) NOT NULL DEFAULT 0, ADD `delete` int(1) NOT NULL DEFAULT 0, ADD submit int(1) NOT NULL DEFAULT 0,
    ADD cancel int(1) NOT NULL DEFAULT 0, ADD amend int(1) NOT NULL DEFAULT 0, ADD report int(1) NOT NULL DEFAULT 0,
    ADD export int(1) NOT NULL DEFAULT 0, ADD import int(1) NOT NULL DEFAULT 0, ADD share int(1) NOT NULL DEFAULT 0,
    ADD print int(1) NOT NULL DEFAULT 0, ADD email int(1) NOT NULL DEFAULT 0;
CREATE TABLE `tabCustom DocPerm` LIKE tabDocPerm;
ALTER TABLE `tabCustom DocPerm` DROP parentfield, DROP parenttype;
CREATE TABLE tabUser LIKE document;
ALTER TABLE tabUser ADD enabled int(1) NOT NULL DEFAULT 1, ADD email varchar(140), ADD first_name varchar(140), ADD middle_name varchar(140),
    ADD last_name varchar(140), ADD full_name varchar(140), ADD username varchar(140) UNIQUE, ADD language varchar(140),
    ADD time_zone varchar(140), ADD send_welcome_email int(1) NOT NULL DEFAULT 1, ADD role_profile_name varchar(140),
    ADD module_profile varchar(140), ADD mobile_no varchar(140) UNIQUE, ADD new_password text, ADD reset_password_key varchar(140),
    ADD last_password_reset_date date, ADD simultaneous_sessions int(11) NOT NULL DEFAULT 2, ADD restrict_ip text,
    ADD last_ip varchar(140), ADD user_type varchar(140) DEFAULT 'System User', ADD last_active datetime(6), ADD last_login varchar(140),
    ADD api_key varchar(140) UNIQUE, ADD api_secret text, ADD _user_tags text;
CREATE TABLE tabRole LIKE document;
ALTER TABLE tabRole ADD role_name varchar(140) UNIQUE, ADD disabled int(1) NOT NULL DEFAULT 0, ADD is_custom int(1) NOT NULL DEFAULT 0,
    ADD desk_access int(1) NOT NULL DEFAULT 1, ADD two_factor_auth int(1) NOT NULL DEFAULT 0;
CREATE TABLE `tabHas Role` LIKE child;
ALTER TABLE `tabHas Role` ADD role varchar(140);
CREATE TABLE `tabRole Profile` LIKE document;
ALTER TABLE `tabRole Profile` ADD role_profile varchar(140) UNIQUE;
CREATE TABLE `tabUser Permission` LIKE document;
ALTER TABLE `tabUser Permission` ADD user varchar(140), ADD allow varchar(140), ADD for_value varchar(140), ADD is_default int(1) NOT NULL DEFAULT 0,
    ADD apply_to_all_doctypes int(1) NOT NULL DEFAULT 1, ADD applicable_for varchar(140), ADD hide_descendants int(1) NOT NULL DEFAULT 0;
CREATE TABLE tabDocShare LIKE document;
ALTER TABLE tabDocShare ADD user varchar(140), ADD share_doctype varchar(140), ADD share_name varchar(140), ADD `read` int(1) NOT NULL DEFAULT 0,
    ADD `write` int(1) NOT NULL DEFAULT 0, ADD share int(1) NOT NULL DEFAULT 0, ADD submit int(1) NOT NULL DEFAULT 0,
    ADD everyone int(1) NOT NULL DEFAULT 0;
CREATE TABLE `tabUser Social Login` LIKE child;
ALTER TABLE `tabUser Social Login` ADD provider varchar(140), ADD username varchar(140), ADD userid varchar(140);
CREATE TABLE `tabNotification Settings` LIKE document;
ALTER TABLE `tabNotification Settings` ADD enabled int(1) NOT NULL DEFAULT 1, ADD user varchar(140);
CREATE TABLE `tabModule Profile` LIKE document;
ALTER TABLE `tabModule Profile` ADD module_profile_name varchar(140) UNIQUE;
CREATE TABLE `tabBlock Module` LIKE child;
ALTER TABLE `tabBlock Module` ADD module varchar(140);
CREATE TABLE tabLanguage LIKE document;
ALTER TABLE tabLanguage ADD enabled int(1) NOT NULL DEFAULT 1, ADD language_code varchar(140) UNIQUE, ADD language_name varchar(140);
CREATE TABLE tabSingles (doctype varchar(255), field varchar(255), value longtext, KEY singles_doctype_field_index (doctype, field))
    DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;
CREATE TABLE tabDefaultValue LIKE child;
ALTER TABLE tabDefaultValue ADD defkey varchar(140), ADD defvalue text;
CREATE TABLE __Auth (
    doctype varchar(140) NOT NULL, name varchar(255) NOT NULL, fieldname varchar(140) NOT NULL, password text NOT NULL,
    encrypted int(1) NOT NULL DEFAULT 0, PRIMARY KEY (doctype, name, fieldname)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;
CREATE TABLE tabSessions (
    user varchar(255), sid varchar(255), sessiondata longtext, ipaddress varchar(16), lastupdate datetime(6), status varchar(20), KEY sid (sid)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;
CREATE TABLE `tabOAuth Bearer Token` LIKE document;
ALTER TABLE `tabOAuth Bearer Token` ADD client varchar(140), ADD user varchar(140), ADD access_token varchar(140) UNIQUE, ADD refresh_token varchar(140),
    ADD expiration_time datetime(6), ADD status varchar(140);
CREATE TABLE tabVersion LIKE document;
ALTER TABLE tabVersion ADD ref_doctype varchar(140), ADD docname varchar(140), ADD data longtext;
CREATE TABLE tabSeries (name varchar(100) NOT NULL PRIMARY KEY, current int(10) NOT NULL DEFAULT 0)
    DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;
CREATE TABLE `tabDocument Naming Rule` LIKE document;
ALTER TABLE `tabDocument Naming Rule` ADD document_type varchar(140), ADD disabled int(1) NOT NULL DEFAULT 0, ADD priority int(11) NOT NULL DEFAULT 0,
    ADD prefix varchar(140), ADD counter int(11) NOT NULL DEFAULT 0, ADD prefix_digits int(11) NOT NULL DEFAULT 5;
CREATE TABLE tabCompany LIKE document;
ALTER TABLE tabCompany ADD company_name varchar(140) UNIQUE, ADD abbr varchar(140);
CREATE TABLE tabEmployee LIKE document;
ALTER TABLE tabEmployee ADD employee_name varchar(140), ADD user_id varchar(140), ADD status varchar(140), ADD relieving_date date;
CREATE TABLE `tabItem Group` LIKE document;
ALTER TABLE `tabItem Group` ADD item_group_name varchar(140) UNIQUE, ADD parent_item_group varchar(140), ADD is_group int(1) NOT NULL DEFAULT 0,
    ADD lft int(11) NOT NULL DEFAULT 0, ADD rgt int(11) NOT NULL DEFAULT 0;
CREATE TABLE tabItem LIKE document;
ALTER TABLE tabItem ADD item_code varchar(140) UNIQUE, ADD item_name varchar(140), ADD item_group varchar(140), ADD description text,
    ADD brand varchar(140), ADD disabled int(1) NOT NULL DEFAULT 0, ADD is_stock_item int(1) NOT NULL DEFAULT 1,
    ADD is_fixed_asset int(1) NOT NULL DEFAULT 0, ADD has_variants int(1) NOT NULL DEFAULT 0, ADD variant_of varchar(140),
    ADD end_of_life date DEFAULT '2099-12-31';
CREATE TABLE tabWorkflow LIKE document;
ALTER TABLE tabWorkflow ADD document_type varchar(140), ADD is_active int(1) NOT NULL DEFAULT 0;
CREATE TABLE `tabWorkflow Transition` LIKE child;
ALTER TABLE `tabWorkflow Transition` ADD state varchar(140), ADD next_state varchar(140), ADD allowed varchar(140),
    ADD allow_self_approval int(1) NOT NULL DEFAULT 1;
-- Business that the adapter has nothing to do with.
CREATE TABLE `tabPurchase Order` LIKE document;
ALTER TABLE `tabPurchase Order` ADD supplier varchar(140), ADD grand_total decimal(21, 9) NOT NULL DEFAULT 0;
CREATE TABLE `tabActivity Log` LIKE document;
ALTER TABLE `tabActivity Log` ADD user varchar(140), ADD operation varchar(140);

INSERT INTO `tabInstalled Application` (name, app_name, app_version) VALUES ('app0000001', 'frappe', '15.40.1'), ('app0000002', 'erpnext', '15.31.0');

INSERT INTO tabDocType (name, module, issingle, istable, is_submittable) VALUES
    ('DocPerm', 'Core', 0, 1, 0), ('User', 'Core', 0, 0, 0), ('Role', 'Core', 0, 0, 0), ('System Settings', 'Core', 1, 0, 0),
    ('S3 Backup Settings', 'Integrations', 1, 0, 0), ('Dropbox Settings', 'Integrations', 1, 0, 0), ('Google Drive', 'Integrations', 1, 0, 0),
    ('Stock Settings', 'Stock', 1, 0, 0), ('Item', 'Stock', 0, 0, 0), ('Stock Entry', 'Stock', 0, 0, 1), ('Company', 'Setup', 0, 0, 0),
    ('Supplier', 'Buying', 0, 0, 0), ('Purchase Order', 'Buying', 0, 0, 1), ('Purchase Order Item', 'Buying', 0, 1, 0),
    ('Purchase Invoice', 'Accounts', 0, 0, 1), ('ToDo', 'Desk', 0, 0, 0), ('Customer', 'Selling', 0, 0, 0);
INSERT INTO tabDocField (name, parent, parentfield, parenttype, fieldname, fieldtype, permlevel)
SELECT left(md5(concat(f.parent, f.fieldname)), 10), f.parent, 'fields', 'DocType', f.fieldname, f.fieldtype, f.permlevel
FROM (
    SELECT 'Item' AS parent, 'valuation_rate' AS fieldname, 'Currency' AS fieldtype, 1 AS permlevel
    UNION ALL SELECT 'Item', 'item_name', 'Data', 0
    UNION ALL SELECT 'Purchase Order', 'discount', 'Percent', 1
    UNION ALL SELECT 'User', 'roles', 'Table', 1
    UNION ALL SELECT 'System Settings', 'enable_password_policy', 'Check', 0
    UNION ALL SELECT 'System Settings', 'minimum_password_score', 'Select', 0
    UNION ALL SELECT 'System Settings', 'force_user_to_reset_password', 'Int', 0
    UNION ALL SELECT 'System Settings', 'password_reset_limit', 'Int', 0
    UNION ALL SELECT 'System Settings', 'reset_password_link_expiry_duration', 'Duration', 0
    UNION ALL SELECT 'System Settings', 'logout_on_password_reset', 'Check', 0
    UNION ALL SELECT 'System Settings', 'allow_consecutive_login_attempts', 'Int', 0
    UNION ALL SELECT 'System Settings', 'allow_login_after_fail', 'Int', 0
    UNION ALL SELECT 'System Settings', 'login_with_email_link', 'Check', 0
    UNION ALL SELECT 'System Settings', 'disable_user_pass_login', 'Check', 0
    UNION ALL SELECT 'System Settings', 'session_expiry', 'Data', 0
    UNION ALL SELECT 'System Settings', 'deny_multiple_sessions', 'Check', 0
    UNION ALL SELECT 'System Settings', 'enable_two_factor_auth', 'Check', 0
    UNION ALL SELECT 'System Settings', 'two_factor_method', 'Select', 0
    UNION ALL SELECT 'System Settings', 'disable_document_sharing', 'Check', 0
    UNION ALL SELECT 'System Settings', 'apply_strict_user_permissions', 'Check', 0
    UNION ALL SELECT 'System Settings', 'allow_guests_to_upload_files', 'Check', 0
    UNION ALL SELECT 'System Settings', 'allow_error_traceback', 'Check', 0
    UNION ALL SELECT 'System Settings', 'enable_scheduler', 'Check', 0
    UNION ALL SELECT 'System Settings', 'backup_limit', 'Int', 0
    UNION ALL SELECT 'System Settings', 'encrypt_backup', 'Check', 0
    UNION ALL SELECT 'Stock Settings', 'item_naming_by', 'Select', 0
    UNION ALL SELECT 'S3 Backup Settings', 'enabled', 'Check', 0
    UNION ALL SELECT 'S3 Backup Settings', 'bucket', 'Data', 0
    UNION ALL SELECT 'S3 Backup Settings', 'endpoint_url', 'Data', 0
    UNION ALL SELECT 'S3 Backup Settings', 'frequency', 'Select', 0
    UNION ALL SELECT 'S3 Backup Settings', 'backup_files', 'Check', 0
    UNION ALL SELECT 'S3 Backup Settings', 'notify_email', 'Data', 0
    UNION ALL SELECT 'S3 Backup Settings', 'secret_access_key', 'Password', 0
    UNION ALL SELECT 'Dropbox Settings', 'enabled', 'Check', 0
    UNION ALL SELECT 'Dropbox Settings', 'backup_frequency', 'Select', 0
    UNION ALL SELECT 'Google Drive', 'enable', 'Check', 0
    UNION ALL SELECT 'Google Drive', 'frequency', 'Select', 0
) f;
INSERT INTO `tabCustom Field` (name, dt, fieldname, permlevel) VALUES ('Supplier-bank_checked', 'Supplier', 'bank_checked', 2);

INSERT INTO tabRole (name, role_name, is_custom, desk_access) VALUES
    ('Administrator', 'Administrator', 0, 1), ('System Manager', 'System Manager', 0, 1), ('All', 'All', 0, 1), ('Guest', 'Guest', 0, 0),
    ('Desk User', 'Desk User', 0, 1), ('Employee', 'Employee', 0, 1), ('Purchase User', 'Purchase User', 0, 1),
    ('Purchase Manager', 'Purchase Manager', 0, 1), ('Stock User', 'Stock User', 0, 1), ('Item Manager', 'Item Manager', 0, 1),
    ('Accounts User', 'Accounts User', 0, 1), ('Customer', 'Customer', 0, 0), ('Auditor', 'Auditor', 1, 1), ('Night Shift', 'Night Shift', 1, 0),
    ('夜班', '夜班', 1, 1);
INSERT INTO `tabRole Profile` (name, role_profile) VALUES ('Buying Desk', 'Buying Desk'), ('Counting', 'Counting');
INSERT INTO `tabHas Role` (name, parent, parentfield, parenttype, role, idx) VALUES
    ('prof000001', 'Buying Desk', 'roles', 'Role Profile', 'Purchase User', 1), ('prof000002', 'Buying Desk', 'roles', 'Role Profile', 'Employee', 2),
    ('prof000003', 'Counting', 'roles', 'Role Profile', 'Stock User', 1), ('prof000004', 'Counting', 'roles', 'Role Profile', 'Item Manager', 2),
    ('prof000005', 'Counting', 'roles', 'Role Profile', 'Employee', 3),
    ('repo000001', 'Purchase Analytics', 'roles', 'Report', 'Purchase User', 1), ('repo000002', 'Stock Ledger', 'roles', 'Report', 'Stock User', 1);

INSERT INTO tabDocPerm (name, parent, role, permlevel, if_owner, idx, `select`, `read`, `write`, `create`, `delete`, submit, cancel, amend, report, export, import, share, print, email) VALUES
    ('perm000001', 'User', 'System Manager', 0, 0, 1, 0, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1),
    ('perm000002', 'User', 'System Manager', 1, 0, 2, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    ('perm000003', 'User', 'Desk User', 0, 0, 3, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    ('perm000004', 'Role', 'System Manager', 0, 0, 1, 0, 1, 1, 1, 1, 0, 0, 0, 1, 1, 0, 1, 1, 1),
    ('perm000005', 'System Settings', 'System Manager', 0, 0, 1, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0),
    ('perm000006', 'Item', 'Item Manager', 0, 0, 1, 0, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1),
    ('perm000007', 'Item', 'Item Manager', 1, 0, 2, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    ('perm000008', 'Item', 'Stock User', 0, 0, 3, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1),
    ('perm000009', 'Item', 'Purchase User', 0, 0, 4, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    ('perm000010', 'Stock Entry', 'Stock User', 0, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1),
    ('perm000011', 'Company', 'Employee', 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    ('perm000012', 'Company', 'System Manager', 0, 0, 2, 0, 1, 1, 1, 0, 0, 0, 0, 1, 1, 0, 1, 1, 1),
    ('perm000013', 'Supplier', 'Purchase Manager', 0, 0, 1, 0, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1),
    ('perm000014', 'Supplier', 'Purchase User', 0, 0, 2, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1),
    ('perm000015', 'Supplier', 'Accounts User', 0, 0, 3, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    ('perm000016', 'Purchase Order', 'Purchase Manager', 0, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1),
    ('perm000017', 'Purchase Order', 'Purchase Manager', 1, 0, 2, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    ('perm000018', 'Purchase Order', 'Purchase User', 0, 0, 3, 0, 1, 1, 1, 0, 1, 0, 0, 1, 0, 0, 1, 1, 1),
    ('perm000019', 'Purchase Order', 'Stock User', 0, 0, 4, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    ('perm000020', 'Purchase Invoice', 'Accounts User', 0, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1),
    ('perm000021', 'Purchase Invoice', 'Purchase User', 0, 0, 2, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0),
    ('perm000022', 'ToDo', 'All', 0, 1, 1, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1),
    ('perm000023', 'ToDo', 'System Manager', 0, 0, 2, 0, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1),
    ('perm000024', 'Customer', 'Customer', 0, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    ('perm000025', 'Customer', 'All', 0, 0, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
UPDATE tabDocPerm SET parentfield = 'permissions', parenttype = 'DocType';
-- The permissions of invoices were changed on this site: those that are shipped no longer count.
INSERT INTO `tabCustom DocPerm` (name, parent, role, permlevel, if_owner, idx, `read`, `write`, `create`, `delete`, submit, cancel, amend, report, export) VALUES
    ('cust000001', 'Purchase Invoice', 'Accounts User', 0, 0, 1, 1, 1, 1, 0, 1, 0, 0, 1, 1),
    ('cust000002', 'Purchase Invoice', 'Auditor', 0, 0, 2, 1, 0, 0, 0, 0, 0, 0, 1, 1),
    ('cust000003', 'Purchase Invoice', 'Purchase User', 0, 1, 3, 1, 0, 0, 0, 0, 0, 0, 0, 0);

INSERT INTO tabUser (name, email, first_name, last_name, full_name, enabled, user_type, language, time_zone, username) VALUES
    ('Administrator', 'root@jadeharbour.example', 'Administrator', NULL, 'Administrator', 1, 'System User', 'en', 'Asia/Shanghai', 'administrator'),
    ('Guest', 'guest@jadeharbour.example', 'Guest', NULL, 'Guest', 1, 'Website User', NULL, NULL, 'guest'),
    ('dai.wen@jadeharbour.example', 'dai.wen@jadeharbour.example', '戴', '文', '戴 文', 1, 'System User', 'zh', 'Asia/Shanghai', 'dai.wen'),
    ('lin.hao@jadeharbour.example', 'lin.hao@jadeharbour.example', 'Lin', 'Hao', 'Lin Hao', 1, 'System User', 'en', 'Asia/Shanghai', 'lin.hao'),
    ('eva.roth@jadeharbour.example', 'eva.roth@jadeharbour.example', 'Eva', 'Roth', 'Eva Roth', 1, 'System User', 'en', NULL, 'eva.roth'),
    ('bo.falk@jadeharbour.example', 'bo.falk@jadeharbour.example', 'Bo', 'Falk', 'Bo Falk', 1, 'System User', 'en', NULL, 'bo.falk'),
    ('mei.sun@jadeharbour.example', 'mei.sun@jadeharbour.example', 'Mei', 'Sun', 'Mei Sun', 1, 'System User', 'zh', NULL, 'mei.sun'),
    ('svc.scan@jadeharbour.example', 'svc.scan@jadeharbour.example', 'Scanner', NULL, 'Scanner', 1, 'System User', NULL, NULL, 'svc.scan'),
    ('old.hand@jadeharbour.example', 'old.hand@jadeharbour.example', 'Old', 'Hand', 'Old Hand', 0, 'System User', NULL, NULL, 'old.hand'),
    ('shop@client.example', 'shop@client.example', 'Shop', NULL, 'Shop', 1, 'Website User', NULL, NULL, 'shop');
UPDATE tabUser SET role_profile_name = 'Buying Desk' WHERE username = 'bo.falk';
UPDATE tabUser SET module_profile = 'Stock Only', restrict_ip = '10.20.' WHERE username = 'svc.scan';
UPDATE tabUser SET api_key = 'f00dfacef00dfac', api_secret = '***************' WHERE username IN ('svc.scan');
UPDATE tabUser SET last_active = now(6), last_login = date_format(now(), '%Y-%m-%d %H:%i:%s.%f') WHERE username IN ('lin.hao', 'dai.wen');
INSERT INTO `tabHas Role` (name, parent, parentfield, parenttype, role, idx) VALUES
    ('role000001', 'dai.wen@jadeharbour.example', 'roles', 'User', 'System Manager', 1),
    ('role000002', 'dai.wen@jadeharbour.example', 'roles', 'User', 'Employee', 2),
    ('role000003', 'lin.hao@jadeharbour.example', 'roles', 'User', 'Purchase User', 1),
    ('role000004', 'lin.hao@jadeharbour.example', 'roles', 'User', 'Employee', 2),
    ('role000005', 'eva.roth@jadeharbour.example', 'roles', 'User', 'Stock User', 1),
    ('role000006', 'eva.roth@jadeharbour.example', 'roles', 'User', 'Employee', 2),
    ('role000007', 'bo.falk@jadeharbour.example', 'roles', 'User', 'Purchase User', 1),
    ('role000008', 'bo.falk@jadeharbour.example', 'roles', 'User', 'Employee', 2),
    ('role000009', 'mei.sun@jadeharbour.example', 'roles', 'User', 'Auditor', 1),
    ('role000010', 'svc.scan@jadeharbour.example', 'roles', 'User', 'Stock User', 1),
    ('role000011', 'shop@client.example', 'roles', 'User', 'Customer', 1),
    ('role000012', 'Administrator', 'roles', 'User', 'System Manager', 1);
INSERT INTO `tabNotification Settings` (name, user) SELECT name, name FROM tabUser WHERE name <> 'Guest';
INSERT INTO tabDocShare (name, user, share_doctype, share_name, `read`, `write`, share) SELECT left(md5(name), 10), name, 'User', name, 1, 1, 1 FROM tabUser;
INSERT INTO __Auth (doctype, name, fieldname, password)
SELECT 'User', name, 'password', '$pbkdf2-sha256$29000$c2FsdHNhbHRzYWx0c2FsdA$c3Vtc3Vtc3Vtc3Vtc3Vtc3Vtc3Vtc3Vtc3Vtc3Vtc3U' FROM tabUser
WHERE username IN ('administrator', 'lin.hao', 'eva.roth');
INSERT INTO __Auth (doctype, name, fieldname, password, encrypted) VALUES ('User', 'svc.scan@jadeharbour.example', 'api_secret', 'gAAAAAx', 1);
INSERT INTO tabSessions (user, sid, sessiondata, lastupdate, status) VALUES
    ('lin.hao@jadeharbour.example', 'sid-of-lin', '{}', now(6), 'Active'), ('Guest', 'sid-of-guest', '{}', now(6), 'Active');

INSERT INTO tabLanguage (name, language_code, language_name, enabled) VALUES ('en', 'en', 'English', 1), ('zh', 'zh', '简体中文', 1), ('nb', 'nb', 'Norsk', 0);
INSERT INTO `tabModule Profile` (name, module_profile_name) VALUES ('Stock Only', 'Stock Only');
INSERT INTO `tabBlock Module` (name, parent, parentfield, parenttype, module, idx) VALUES
    ('bloc000001', 'Stock Only', 'block_modules', 'Module Profile', 'Accounts', 1), ('bloc000002', 'Stock Only', 'block_modules', 'Module Profile', 'Selling', 2),
    ('bloc000003', 'svc.scan@jadeharbour.example', 'block_modules', 'User', 'Accounts', 1),
    ('bloc000004', 'svc.scan@jadeharbour.example', 'block_modules', 'User', 'Selling', 2);
INSERT INTO tabCompany (name, company_name, abbr) VALUES ('Jade Harbour Valves', 'Jade Harbour Valves', 'JHV'), ('Jade Harbour Service', 'Jade Harbour Service', 'JHS');
INSERT INTO `tabUser Permission` (name, user, allow, for_value, apply_to_all_doctypes) VALUES
    ('uper000001', 'lin.hao@jadeharbour.example', 'Company', 'Jade Harbour Valves', 1),
    ('uper000002', 'eva.roth@jadeharbour.example', 'Company', 'Jade Harbour Valves', 1),
    ('uper000003', 'eva.roth@jadeharbour.example', 'Supplier', 'SUP-0001', 1);

INSERT INTO tabSingles (doctype, field, value) VALUES
    ('System Settings', 'name', 'System Settings'), ('System Settings', 'modified', '2026-03-02 09:00:00.123456'),
    ('System Settings', 'modified_by', 'Administrator'), ('System Settings', 'time_zone', 'Asia/Shanghai'),
    ('System Settings', 'enable_password_policy', '1'), ('System Settings', 'minimum_password_score', '2'),
    ('System Settings', 'session_expiry', '170:00'), ('System Settings', 'enable_scheduler', '1'), ('System Settings', 'backup_limit', '3'),
    ('System Settings', 'allow_consecutive_login_attempts', '10'), ('System Settings', 'encrypt_backup', '0'),
    ('Stock Settings', 'item_naming_by', 'Item Code'), ('S3 Backup Settings', 'enabled', '0'), ('S3 Backup Settings', 'secret_access_key', '********');
INSERT INTO tabDefaultValue (name, parent, parentfield, parenttype, defkey, defvalue) VALUES
    ('defa000001', '__default', 'system_defaults', '__default', 'session_expiry', '170:00'),
    ('defa000002', '__default', 'system_defaults', '__default', 'item_naming_by', 'Item Code'),
    ('defa000003', '__default', 'system_defaults', '__default', 'enable_password_policy', '1'),
    ('defa000004', 'lin.hao@jadeharbour.example', 'system_defaults', 'User Permission', 'time_zone', 'Asia/Shanghai');
INSERT INTO tabSeries (name, current) VALUES ('STO-ITEM-2026-', 40), ('PUR-ORD-2026-', 12);
INSERT INTO `tabDocument Naming Rule` (name, document_type, prefix, counter, prefix_digits) VALUES
    ('rule000001', 'Customer', 'C-', 12, 5), ('rule000002', 'Supplier', 'SUP-', 4, 4);
INSERT INTO tabEmployee (name, employee_name, user_id, status) VALUES
    ('HR-0001', 'Lin Hao', 'lin.hao@jadeharbour.example', 'Active'), ('HR-0002', 'Eva Roth', 'eva.roth@jadeharbour.example', 'Active'),
    ('HR-0003', 'Old Hand', 'old.hand@jadeharbour.example', 'Left');
INSERT INTO `tabItem Group` (name, item_group_name, parent_item_group, is_group) VALUES
    ('All Item Groups', 'All Item Groups', '', 1), ('Valves', 'Valves', 'All Item Groups', 1), ('Brass', 'Brass', 'Valves', 0),
    ('Services', 'Services', 'All Item Groups', 0);
INSERT INTO tabItem (name, item_code, item_name, item_group, is_stock_item, creation) VALUES
    ('VA-00001', 'VA-00001', 'Ball valve 1/2"', 'Brass', 1, '2026-03-02 09:00:00'), ('VA-00040', 'VA-00040', 'Gate valve', 'Valves', 1, '2026-03-02 09:00:00'),
    ('va 7', 'va 7', 'Old valve', 'Brass', 1, '2025-03-02 09:00:00'), ('SV-00001', 'SV-00001', 'Repair', 'Services', 0, '2026-03-02 09:00:00');
INSERT INTO tabWorkflow (name, document_type, is_active) VALUES ('Purchase Order Approval', 'Purchase Order', 1);
INSERT INTO `tabWorkflow Transition` (name, parent, parentfield, parenttype, state, next_state, allowed, allow_self_approval) VALUES
    ('tran000001', 'Purchase Order Approval', 'transitions', 'Workflow', 'Pending', 'Approved', 'Purchase Manager', 0);
INSERT INTO `tabPurchase Order` (name, supplier, grand_total) VALUES ('PUR-ORD-2026-00012', 'SUP-0001', 1200.5);

UPDATE tabUser SET creation = '2026-03-02 09:00:00.123456', modified = '2026-03-02 09:00:00.123456', owner = 'Administrator', modified_by = 'Administrator';
UPDATE tabRole SET creation = '2026-03-02 09:00:00.123456', modified = '2026-03-02 09:00:00.123456', owner = 'Administrator', modified_by = 'Administrator';
UPDATE `tabRole Profile` SET creation = '2026-03-02 09:00:00.123456', modified = '2026-03-02 09:00:00.123456', owner = 'Administrator', modified_by = 'Administrator';
UPDATE `tabHas Role` SET creation = '2026-03-02 09:00:00.123456', modified = '2026-03-02 09:00:00.123456', owner = 'Administrator', modified_by = 'dai.wen@jadeharbour.example';
UPDATE `tabCustom DocPerm` SET creation = '2026-03-02 09:00:00.123456', modified = '2026-03-02 09:00:00.123456', owner = 'Administrator', modified_by = 'Administrator';
UPDATE `tabDocument Naming Rule` SET creation = '2026-03-02 09:00:00.123456', modified = '2026-03-02 09:00:00.123456', owner = 'Administrator', modified_by = 'Administrator';
DROP TABLE document, child;
