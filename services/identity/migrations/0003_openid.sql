-- People, apps and devices get tokens by OpenID Connect: what a client may do beside its own sign-in, and the codes,
-- refresh tokens and consents that must be remembered.

-- A client proves itself with a secret or with a key of its own. Redirect addresses let people sign in through it.
alter table oauth_client alter column secret_sha256 drop not null;
alter table oauth_client add public_key jsonb;
alter table oauth_client add redirect_uris text[] not null default '{}';
alter table oauth_client add after_sign_out_uris text[] not null default '{}';
alter table oauth_client add is_first_party boolean not null default false;
alter table oauth_client add check (secret_sha256 is not null or public_key is not null);

update oauth_client set redirect_uris = app.redirect_uris
from app where app.caisse_id = oauth_client.caisse_id and app.client_id = oauth_client.client_id;

drop function client_that_signs_in(text);
create function client_that_signs_in(wanted text)
returns table (
    caisse_id text, client_id text, secret_sha256 text, public_key text, name text, grants text[], member_id uuid,
    point_of_sale_id uuid, redirect_uris text[], after_sign_out_uris text[], is_first_party boolean)
language sql stable security definer set search_path = public, pg_temp as $$
    select caisse_id, client_id, secret_sha256, public_key::text, name, grants, member_id, point_of_sale_id,
        redirect_uris, after_sign_out_uris, is_first_party
    from oauth_client where client_id = wanted and revoked_at is null
$$;
revoke execute on function client_that_signs_in(text) from public;
grant execute on function client_that_signs_in(text) to identity_service;

-- What tokens and consents point to: the ids of clients and no more, since what they are is under row-level security.
create table openid_application (
    id  text primary key
);

create table openid_authorization (
    id                 text primary key,
    application_id     text references openid_application (id),
    subject            text,
    status             text,
    type               text,
    scopes             text,
    properties         text,
    creation_date      timestamptz,
    concurrency_token  text
);
create index openid_authorization_subject on openid_authorization (subject);

create table openid_token (
    id                 text primary key,
    application_id     text references openid_application (id),
    authorization_id   text references openid_authorization (id),
    subject            text,
    status             text,
    type               text,
    reference_id       text unique,
    payload            text,
    properties         text,
    creation_date      timestamptz,
    expiration_date    timestamptz,
    redemption_date    timestamptz,
    concurrency_token  text
);
create index openid_token_authorization on openid_token (authorization_id);
create index openid_token_expiration on openid_token (expiration_date);

create function note_openid_application() returns trigger language plpgsql as $$
begin
    insert into openid_application (id) values (new.client_id) on conflict do nothing;
    return null;
end $$;
create trigger note_openid_application after insert on oauth_client
    for each row execute function note_openid_application();
insert into openid_application (id) select client_id from oauth_client;
