-- People with accounts of their own: how they are invited, how they sign in, where they are signed in.

-- One person, whatever caisses they belong to; so of no caisse, and without a word about what they may do.
create table account (
    account_id  uuid primary key,
    name        text not null,
    email       text check (email = lower(email)),
    language    text not null check (language in ('fr', 'en')),
    created_at  timestamptz not null,
    ended_at    timestamptz
);
create unique index account_email on account (email) where ended_at is null;

-- What an account may do in a caisse; the operator's caisse is '*'.
create table account_grant (
    caisse_id         text not null,
    account_id        uuid not null references account (account_id),
    grants            text[] not null check (cardinality(grants) > 0),
    member_id         uuid,
    point_of_sale_id  uuid,
    granted_at        timestamptz not null,
    primary key (caisse_id, account_id)
);
create index account_grant_account on account_grant (account_id);
select protect_tenant_table('account_grant');

create table invitation (
    caisse_id         text not null,
    invitation_id     uuid not null,
    code_hmac         text not null unique,
    name              text not null,
    email             text check (email = lower(email)),
    language          text not null check (language in ('fr', 'en')),
    grants            text[] not null check (cardinality(grants) > 0),
    member_id         uuid,
    point_of_sale_id  uuid,
    invited_by        text not null,
    invited_at        timestamptz not null,
    expires_at        timestamptz not null check (expires_at > invited_at),
    taken_back_at     timestamptz,
    accepted_at       timestamptz,
    accepted_by       uuid references account (account_id),
    primary key (caisse_id, invitation_id)
);
select protect_tenant_table('invitation');

-- Whoever opens an invitation or signs in does not say of which caisse: found one at a time, by the whole code or id.
create function invitation_with(wanted text)
returns table (caisse_id text, invitation_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
    select caisse_id, invitation_id from invitation where code_hmac = wanted
$$;
create function grants_of_account(wanted uuid)
returns table (caisse_id text, grants text[], member_id uuid, point_of_sale_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
    select g.caisse_id, g.grants, g.member_id, g.point_of_sale_id
    from account_grant g join account a using (account_id)
    where g.account_id = wanted and a.ended_at is null
    order by g.caisse_id
$$;
revoke execute on function invitation_with(text), grants_of_account(uuid) from public;
grant execute on function invitation_with(text), grants_of_account(uuid) to identity_service;

-- A code sent by mail. An address without an account gets a row and no mail, so that nobody can tell them apart; which
-- address it was, only the key that is not in the database tells.
create table email_code (
    code_id       uuid primary key,
    address_hmac  text not null,
    code_hmac     text not null,
    account_id    uuid references account (account_id),
    new_address   bytea,
    tries         int not null default 0,
    sent_at       timestamptz not null,
    expires_at    timestamptz not null,
    used_at       timestamptz
);
create index email_code_address on email_code (address_hmac, sent_at);

create table passkey (
    credential_id       bytea primary key,
    account_id          uuid not null references account (account_id),
    name                text not null,
    public_key          bytea not null,
    sign_count          bigint not null,
    transports          text[] not null,
    is_user_verified    boolean not null,
    is_backup_eligible  boolean not null,
    is_backed_up        boolean not null,
    attestation_object  bytea not null,
    client_data_json    bytea not null,
    created_at          timestamptz not null,
    used_at             timestamptz
);
create index passkey_account on passkey (account_id);

-- A code generator (RFC 6238): its secret encrypted, each step of its clock used once.
create table second_factor (
    account_id     uuid primary key references account (account_id),
    sealed_secret  bytea not null,
    last_step      bigint not null,
    failures       int not null default 0,
    failed_at      timestamptz,
    added_at       timestamptz not null
);

create table recovery_code (
    account_id  uuid not null references account (account_id),
    code_hmac   text not null,
    used_at     timestamptz,
    primary key (account_id, code_hmac)
);

create table session (
    session_id    uuid primary key,
    key_sha256    text not null unique,
    account_id    uuid not null references account (account_id),
    amr           text[] not null,
    device        text not null,
    signed_in_at  timestamptz not null,
    seen_at       timestamptz not null,
    expires_at    timestamptz not null,
    ended_at      timestamptz
);
create index session_account on session (account_id) where ended_at is null;

create table known_device (
    account_id     uuid not null references account (account_id),
    device_sha256  text not null,
    seen_at        timestamptz not null,
    primary key (account_id, device_sha256)
);

-- What a person allows an app to do in their name.
create table app_consent (
    account_id  uuid not null references account (account_id),
    client_id   text not null,
    scopes      text[] not null,
    given_at    timestamptz not null,
    primary key (account_id, client_id)
);

-- Mail that waits to be sent; encrypted, since it holds codes.
create table letter (
    letter_id   uuid primary key,
    sealed      bytea not null,
    tries       int not null default 0,
    written_at  timestamptz not null,
    due_at      timestamptz not null
);
create index letter_due on letter (due_at);

-- Staff by account are known by the subject in their tokens, as staff with credentials are by their client's id.
alter table staff drop constraint staff_caisse_id_client_id_fkey;
alter table staff add account_id uuid references account (account_id);
