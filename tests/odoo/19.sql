-- Groups stand in privileges, only what was given is stored, servers look at tables, new accounts start with a group.
CREATE TABLE res_groups_privilege (id serial PRIMARY KEY, name jsonb NOT NULL, category_id integer, sequence integer);
INSERT INTO res_groups_privilege (id, name, category_id) SELECT id, name, id FROM ir_module_category;
ALTER TABLE res_groups DROP CONSTRAINT res_groups_name_uniq;
ALTER TABLE res_groups RENAME category_id TO privilege_id;
ALTER TABLE res_groups DROP CONSTRAINT res_groups_category_id_fkey, ADD FOREIGN KEY (privilege_id) REFERENCES res_groups_privilege (id),
    ADD CONSTRAINT res_groups_name_uniq UNIQUE (privilege_id, name), ADD sequence integer, DROP color;
ALTER TABLE res_partner ADD group_rfq varchar NOT NULL DEFAULT 'default', ADD group_on varchar NOT NULL DEFAULT 'default';
ALTER TABLE res_partner ALTER group_rfq DROP DEFAULT, ALTER group_on DROP DEFAULT;
ALTER TABLE res_users ADD totp_last_counter integer;
DELETE FROM res_groups_users_rel l
WHERE EXISTS (
    WITH RECURSIVE below (gid, hid) AS (
        SELECT gid, hid FROM res_groups_implied_rel UNION SELECT b.gid, r.hid FROM below b JOIN res_groups_implied_rel r ON r.gid = b.hid
    )
    SELECT 1 FROM below b JOIN res_groups_users_rel o ON o.gid = b.gid WHERE b.hid = l.gid AND o.uid = l.uid
);
DROP SEQUENCE base_registry_signaling, base_cache_signaling_default, base_cache_signaling_groups, base_cache_signaling_templates,
    base_cache_signaling_assets, base_cache_signaling_routing;
CREATE TABLE orm_signaling_registry (id serial PRIMARY KEY, date timestamp DEFAULT now());
CREATE TABLE orm_signaling_default (id serial PRIMARY KEY, date timestamp DEFAULT now());
CREATE TABLE orm_signaling_stable (id serial PRIMARY KEY, date timestamp DEFAULT now());
CREATE TABLE orm_signaling_groups (id serial PRIMARY KEY, date timestamp DEFAULT now());
CREATE TABLE orm_signaling_templates (id serial PRIMARY KEY, date timestamp DEFAULT now());
CREATE TABLE hr_version (id serial PRIMARY KEY, employee_id integer, departure_date date);
INSERT INTO hr_version (id, employee_id) SELECT id, id FROM hr_employee;
ALTER TABLE hr_employee DROP departure_date, ADD current_version_id integer;
UPDATE hr_employee SET current_version_id = id;
-- The template for new users is a group.
DELETE FROM res_groups_users_rel WHERE uid = 3;
DELETE FROM res_company_users_rel WHERE user_id = 3;
DELETE FROM ir_model_data WHERE module = 'base' AND name = 'default_user';
DELETE FROM res_users WHERE id = 3;
INSERT INTO res_groups (id, name) VALUES (19, '{"en_US": "Default access for new users"}');
INSERT INTO ir_model_data (module, name, model, res_id, noupdate) VALUES ('base', 'default_user_group', 'res.groups', 19, true);
UPDATE ir_module_module SET latest_version = '19.0.1.3' WHERE state = 'installed';
