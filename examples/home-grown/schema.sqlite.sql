-- The tables of Workshop, a small ERP that a joiner's shop wrote for itself. This is the file for SQLite.
CREATE TABLE app_info (name text PRIMARY KEY, value text NOT NULL);
CREATE TABLE app_company (code text PRIMARY KEY, title text NOT NULL, active boolean NOT NULL DEFAULT true);
CREATE TABLE app_user (
    id integer PRIMARY KEY,
    login text NOT NULL UNIQUE,
    full_name text NOT NULL,
    email text,
    kind text NOT NULL DEFAULT 'person',
    active boolean NOT NULL DEFAULT true,
    password_hash text, -- PBKDF2; without one nobody can log in
    workplace text,
    language text,
    last_login text,
    changed_by text,
    changed_at text
);
CREATE TABLE app_user_company (
    user_id integer NOT NULL REFERENCES app_user (id),
    company_code text NOT NULL REFERENCES app_company (code),
    PRIMARY KEY (user_id, company_code)
);
CREATE TABLE app_role (
    id integer PRIMARY KEY,
    code text UNIQUE, -- roles made in the administration window have none
    title text NOT NULL UNIQUE,
    shipped boolean NOT NULL DEFAULT false,
    active boolean NOT NULL DEFAULT true
);
-- Who has the role also has the included one; Workshop works that out when somebody logs in.
CREATE TABLE app_role_include (
    role_id integer NOT NULL REFERENCES app_role (id),
    included_id integer NOT NULL REFERENCES app_role (id),
    PRIMARY KEY (role_id, included_id)
);
CREATE TABLE app_user_role (
    user_id integer NOT NULL REFERENCES app_user (id),
    role_id integer NOT NULL REFERENCES app_role (id),
    granted_by text,
    granted_at text,
    PRIMARY KEY (user_id, role_id)
);
CREATE TABLE app_resource (code text PRIMARY KEY, title text NOT NULL, can_be_approved boolean NOT NULL DEFAULT false);
CREATE TABLE app_permission (
    role_id integer NOT NULL REFERENCES app_role (id),
    resource_code text NOT NULL REFERENCES app_resource (code),
    can_read boolean NOT NULL DEFAULT false,
    can_write boolean NOT NULL DEFAULT false,
    can_approve boolean NOT NULL DEFAULT false,
    PRIMARY KEY (role_id, resource_code)
);
CREATE TABLE app_setting (name text PRIMARY KEY, value text NOT NULL);
CREATE TABLE app_sequence (
    code text PRIMARY KEY,
    prefix text NOT NULL DEFAULT '',
    suffix text NOT NULL DEFAULT '',
    padding integer NOT NULL DEFAULT 5,
    step integer NOT NULL DEFAULT 1,
    next_number integer NOT NULL DEFAULT 1
);
CREATE TABLE app_session (
    id integer PRIMARY KEY,
    user_id integer NOT NULL REFERENCES app_user (id),
    token text NOT NULL UNIQUE,
    started text NOT NULL,
    seen text NOT NULL
);
-- Running servers compare the generation every five seconds and drop their caches when it moved.
CREATE TABLE app_cache (name text PRIMARY KEY, generation integer NOT NULL);
