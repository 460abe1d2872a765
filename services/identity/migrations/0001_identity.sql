-- Who may sign in, with which keys their tokens are signed, and which caisses there are.

-- The public register of caisses, read before any caisse is chosen: it holds no personal data and is not a
-- tenant's table.
create table founding (
    slug              text primary key check (slug ~ '^[a-z0-9-]{3,40}$'),
    founding_number   bigint generated always as identity unique,
    name              text not null,
    territory         text not null,
    time_zone         text not null,
    legal_name        text not null,
    legal_identifier  text not null,
    iban              text not null,
    founded_by        text not null,
    founded_at        timestamptz not null
);

-- Credentials. The operator's caisse is '*'.
create table oauth_client (
    caisse_id         text not null,
    client_id         text not null unique,
    secret_sha256     text not null check (secret_sha256 ~ '^[0-9a-f]{64}$'),
    name              text not null,
    grants            text[] not null check (cardinality(grants) > 0),
    member_id         uuid,
    point_of_sale_id  uuid,
    created_at        timestamptz not null,
    revoked_at        timestamptz,
    primary key (caisse_id, client_id)
);
select protect_tenant_table('oauth_client');

-- A client that signs in does not say of which caisse it is, so the token endpoint looks through row-level
-- security by this function alone: one client at a time, and only by its whole id.
create function client_that_signs_in(wanted text)
returns table (
    caisse_id text, client_id text, secret_sha256 text, name text, grants text[], member_id uuid,
    point_of_sale_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
    select caisse_id, client_id, secret_sha256, name, grants, member_id, point_of_sale_id
    from oauth_client where client_id = wanted and revoked_at is null
$$;
revoke execute on function client_that_signs_in(text) from public;
grant execute on function client_that_signs_in(text) to identity_service;

-- Who acted must stay known after they left, since the audit trails of all services name their client.
create table staff (
    caisse_id     text not null,
    staff_id      uuid not null,
    client_id     text not null,
    name          text not null,
    email         text,
    roles         text[] not null check (cardinality(roles) > 0),
    member_id     uuid,
    appointed_at  timestamptz not null,
    ended_at      timestamptz,
    primary key (caisse_id, staff_id),
    foreign key (caisse_id, client_id) references oauth_client (caisse_id, client_id)
);
select protect_tenant_table('staff');

create table app (
    caisse_id      text not null,
    app_id         uuid not null,
    client_id      text not null,
    name           text not null,
    scopes         text[] not null check (cardinality(scopes) > 0),
    redirect_uris  text[] not null,
    registered_at  timestamptz not null,
    ended_at       timestamptz,
    primary key (caisse_id, app_id),
    foreign key (caisse_id, client_id) references oauth_client (caisse_id, client_id)
);
select protect_tenant_table('app');

-- Private keys are encrypted with a key that is not in the database. All instances sign and publish by these
-- times.
create table signing_key (
    key_id                 text primary key,
    encrypted_private_key  bytea not null,
    used_from              timestamptz not null,
    used_until             timestamptz not null check (used_until > used_from),
    withdrawn_at           timestamptz not null check (withdrawn_at > used_until)
);
