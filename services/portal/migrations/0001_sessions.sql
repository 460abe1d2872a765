-- Keys that protect cookies and forms, so that a restart signs nobody out and loses no form.
create table protection_key (
    name        text primary key,
    xml         text not null,
    created_at  timestamptz not null default now()
);

-- Who is signed in. The cookie holds a random key, the table its SHA-256, the ticket is protected.
create table session (
    key_digest  bytea primary key,
    ticket      bytea not null,
    expires_at  timestamptz not null
);
create index session_expires on session (expires_at);
