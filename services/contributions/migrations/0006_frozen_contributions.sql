-- What each household had pledged and paid for a period when its allocation was reckoned, written once.

create table contribution_freeze (
    caisse_id  text not null,
    period     date not null check (extract(day from period) = 1),
    run_id     uuid not null,
    frozen_at  timestamptz not null,
    primary key (caisse_id, period)
);
select protect_tenant_table('contribution_freeze');
revoke update, delete on contribution_freeze from contributions_service;

create table frozen_contribution (
    caisse_id      text not null,
    period         date not null,
    household_id   uuid not null,
    pledged_cents  bigint not null check (pledged_cents >= 0),
    paid_cents     bigint not null check (paid_cents >= 0),
    primary key (caisse_id, period, household_id),
    foreign key (caisse_id, period) references contribution_freeze (caisse_id, period)
);
select protect_tenant_table('frozen_contribution');
revoke update, delete on frozen_contribution from contributions_service;
