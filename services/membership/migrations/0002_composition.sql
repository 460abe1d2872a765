-- The composition of a caisse for a period, written once: what was true then is what the period counts.

create table composition_freeze (
    caisse_id     text not null,
    period        date not null check (extract(day from period) = 1),
    run_id        uuid not null,
    frozen_at     timestamptz not null,
    primary key (caisse_id, period)
);
select protect_tenant_table('composition_freeze');
revoke update, delete on composition_freeze from membership_service;

create table frozen_household (
    caisse_id     text not null,
    period        date not null,
    position      int not null check (position >= 0),
    household_id  uuid not null,
    ages          int[] not null check (cardinality(ages) > 0),
    primary key (caisse_id, period, position),
    foreign key (caisse_id, period) references composition_freeze
);
select protect_tenant_table('frozen_household');
revoke update, delete on frozen_household from membership_service;
