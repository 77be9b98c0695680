-- The tables of Workshop, a small ERP that a joiner's shop wrote for itself. This is the file for MariaDB, whose
-- texts compare without regard to case and accents here, as in most ERPs on it.
SET default_storage_engine = InnoDB;
CREATE TABLE app_info (name varchar(190) PRIMARY KEY, value text NOT NULL) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE TABLE app_company (code varchar(190) PRIMARY KEY, title text NOT NULL, active boolean NOT NULL DEFAULT true) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE TABLE app_user (
    id integer PRIMARY KEY AUTO_INCREMENT,
    login varchar(190) NOT NULL UNIQUE,
    full_name text NOT NULL,
    email text,
    kind text NOT NULL DEFAULT 'person',
    active boolean NOT NULL DEFAULT true,
    password_hash text, -- PBKDF2; without one nobody can log in
    workplace text,
    language text,
    last_login datetime,
    changed_by text,
    changed_at datetime
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE TABLE app_user_company (
    user_id integer NOT NULL REFERENCES app_user (id),
    company_code varchar(190) NOT NULL REFERENCES app_company (code),
    PRIMARY KEY (user_id, company_code)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE TABLE app_role (
    id integer PRIMARY KEY AUTO_INCREMENT,
    code varchar(190) UNIQUE, -- roles made in the administration window have none
    title varchar(190) NOT NULL UNIQUE,
    shipped boolean NOT NULL DEFAULT false,
    active boolean NOT NULL DEFAULT true
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
-- Who has the role also has the included one; Workshop works that out when somebody logs in.
CREATE TABLE app_role_include (
    role_id integer NOT NULL REFERENCES app_role (id),
    included_id integer NOT NULL REFERENCES app_role (id),
    PRIMARY KEY (role_id, included_id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE TABLE app_user_role (
    user_id integer NOT NULL REFERENCES app_user (id),
    role_id integer NOT NULL REFERENCES app_role (id),
    granted_by text,
    granted_at datetime,
    PRIMARY KEY (user_id, role_id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE TABLE app_resource (code varchar(190) PRIMARY KEY, title text NOT NULL, can_be_approved boolean NOT NULL DEFAULT false) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE TABLE app_permission (
    role_id integer NOT NULL REFERENCES app_role (id),
    resource_code varchar(190) NOT NULL REFERENCES app_resource (code),
    can_read boolean NOT NULL DEFAULT false,
    can_write boolean NOT NULL DEFAULT false,
    can_approve boolean NOT NULL DEFAULT false,
    PRIMARY KEY (role_id, resource_code)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE TABLE app_setting (name varchar(190) PRIMARY KEY, value text NOT NULL) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE TABLE app_sequence (
    code varchar(190) PRIMARY KEY,
    prefix text NOT NULL DEFAULT '',
    suffix text NOT NULL DEFAULT '',
    padding integer NOT NULL DEFAULT 5,
    step integer NOT NULL DEFAULT 1,
    next_number integer NOT NULL DEFAULT 1
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE TABLE app_session (
    id integer PRIMARY KEY AUTO_INCREMENT,
    user_id integer NOT NULL REFERENCES app_user (id),
    token varchar(190) NOT NULL UNIQUE,
    started datetime NOT NULL,
    seen datetime NOT NULL
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
-- Running servers compare the generation every five seconds and drop their caches when it moved.
CREATE TABLE app_cache (name varchar(190) PRIMARY KEY, generation integer NOT NULL) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
