-- Accounts have several role profiles, permissions have one more action, numbers are narrower, and backups elsewhere are another program's.
CREATE TABLE `tabUser Role Profile` LIKE `tabHas Role`;
ALTER TABLE `tabUser Role Profile` CHANGE role role_profile varchar(140);
INSERT INTO `tabUser Role Profile` (name, parent, parentfield, parenttype, role_profile, idx)
SELECT left(md5(concat('profile', name)), 10), name, 'role_profiles', 'User', role_profile_name, 1 FROM tabUser WHERE role_profile_name IS NOT NULL;
UPDATE tabUser SET role_profile_name = NULL;
ALTER TABLE tabDocPerm ADD mask tinyint(4) NOT NULL DEFAULT 0, MODIFY `read` tinyint(4) NOT NULL DEFAULT 1, MODIFY `write` tinyint(4) NOT NULL DEFAULT 0;
ALTER TABLE `tabCustom DocPerm` ADD mask tinyint(4) NOT NULL DEFAULT 0, MODIFY `read` tinyint(4) NOT NULL DEFAULT 1;
ALTER TABLE tabUser MODIFY enabled tinyint(4) NOT NULL DEFAULT 1;
ALTER TABLE tabRole MODIFY disabled tinyint(4) NOT NULL DEFAULT 0, MODIFY desk_access tinyint(4) NOT NULL DEFAULT 1;
ALTER TABLE tabDocType MODIFY istable tinyint(4) NOT NULL DEFAULT 0, MODIFY is_submittable tinyint(4) NOT NULL DEFAULT 0;
UPDATE tabDocPerm SET mask = 1 WHERE parent = 'Purchase Order' AND role = 'Purchase Manager' AND permlevel = 0;
CREATE TABLE `tabPermission Log` (name varchar(140) NOT NULL PRIMARY KEY, changed_by varchar(140), for_doctype varchar(140), for_document varchar(140), changes longtext);
DELETE FROM tabDocType WHERE name IN ('S3 Backup Settings', 'Dropbox Settings', 'Google Drive');
DELETE FROM tabDocField WHERE parent IN ('S3 Backup Settings', 'Dropbox Settings', 'Google Drive');
DELETE FROM tabSingles WHERE doctype = 'S3 Backup Settings';
UPDATE `tabInstalled Application` SET app_version = CASE app_name WHEN 'frappe' THEN '16.0.0' ELSE '16.0.0-dev' END;
