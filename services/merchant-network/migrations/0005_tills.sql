-- The life of a till: a device asks to be linked, somebody of its point of sale types its code, and one day it ends.

alter table till
    add column device_public_key text,
    add column seen_at timestamptz,
    -- What it took without network and could not send yet, as it says itself.
    add column waiting_count int not null default 0 check (waiting_count >= 0),
    add column waiting_since timestamptz,
    add column ended_at timestamptz,
    add check ((waiting_count = 0) = (waiting_since is null));

-- A device that asks does not know of which caisse it will be, so this is nobody's table: it holds a public key, the
-- name that somebody gave the device, and once it is linked whose it has become.
create table till_pairing (
    pairing_id         uuid primary key,
    code               text not null unique check (code ~ '^[0-9]{8}$'),
    device_public_key  text not null,
    label              text not null,
    expires_at         timestamptz not null,
    -- Whose it has become.
    slug               text,
    till_id            uuid,
    check ((slug is null) = (till_id is null))
);
create index till_pairing_expires on till_pairing (expires_at);
