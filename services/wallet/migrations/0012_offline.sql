-- The tills that take cards without network, with the key each signs with.
create table till (
    caisse_id         text not null,
    till_id           uuid not null,
    point_of_sale_id  uuid not null,
    public_key        bytea not null,
    primary key (caisse_id, till_id)
);
select protect_tenant_table('till');

-- What tills took without network, by their own count: each is decided once, and that decision is kept.
create table offline_payment (
    caisse_id         text not null,
    till_id           uuid not null,
    counter           bigint not null check (counter > 0),
    body_sha256       bytea not null,
    refusal           text,
    payment_id        uuid not null,
    amount_cents      bigint not null check (amount_cents > 0),
    mona_cents        bigint not null check (mona_cents >= 0),
    guaranteed_cents  bigint not null check (guaranteed_cents >= 0),
    unpaid_cents      bigint not null check (unpaid_cents >= 0),
    taken_at          timestamptz not null,
    received_at       timestamptz not null,
    primary key (caisse_id, till_id, counter),
    check (mona_cents + guaranteed_cents + unpaid_cents = amount_cents)
);
select protect_tenant_table('offline_payment');
revoke update, delete on offline_payment from wallet_service;

-- What the fund answered for in a household's place, until its next allocations pay it back.
create table household_debt (
    caisse_id     text not null,
    household_id  uuid not null,
    owed_cents    bigint not null check (owed_cents >= 0),
    primary key (caisse_id, household_id)
);
select protect_tenant_table('household_debt');

-- A card that was blocked after a till took it was good then.
alter table card add column blocked_at timestamptz;
update card set blocked_at = now() where state = 'blocked';
