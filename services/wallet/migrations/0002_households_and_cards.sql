create table household (
    caisse_id     text not null,
    household_id  uuid not null,
    member_ids    uuid[] not null,
    version       bigint not null,
    primary key (caisse_id, household_id)
);
select protect_tenant_table('household');

-- A card is a random token of which only the hash is kept.
create table card (
    caisse_id         text not null,
    card_id           uuid not null,
    household_id      uuid not null,
    token_sha256      bytea not null,
    pin_hash          bytea,
    wrong_pins        int not null default 0 check (wrong_pins >= 0),
    pin_locked_until  timestamptz,
    state             text not null check (state in ('active', 'blocked')),
    issued_at         timestamptz not null,
    primary key (caisse_id, card_id),
    unique (caisse_id, token_sha256),
    foreign key (caisse_id, household_id) references household (caisse_id, household_id)
);
create index card_of_household on card (caisse_id, household_id);
select protect_tenant_table('card');
