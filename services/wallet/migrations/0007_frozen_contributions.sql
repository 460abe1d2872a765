-- What a run is worked out from, kept until it can be: who lives where from membership and, for a scheme that asks what
-- households contribute, the contributions. Both come in slices and in any order; afterwards only the amounts and their
-- reasoning stay.
alter table allocation_run
    add column slices int,
    add column contribution_slices_heard int[] not null default '{}',
    add column contribution_slices int;

create table heard_composition (
    caisse_id     text not null,
    run_id        uuid not null,
    household_id  uuid not null,
    ages          int[] not null,
    primary key (caisse_id, run_id, household_id),
    foreign key (caisse_id, run_id) references allocation_run (caisse_id, run_id) on delete cascade
);
select protect_tenant_table('heard_composition');

create table heard_contribution (
    caisse_id      text not null,
    run_id         uuid not null,
    household_id   uuid not null,
    pledged_cents  bigint not null check (pledged_cents >= 0),
    paid_cents     bigint not null check (paid_cents >= 0),
    primary key (caisse_id, run_id, household_id),
    foreign key (caisse_id, run_id) references allocation_run (caisse_id, run_id) on delete cascade
);
select protect_tenant_table('heard_contribution');

-- Until now a reasoning was a sum of amounts.
alter table allocation add column reasoning_in_french text;
update allocation set reasoning_in_french = replace(reasoning, '.', ',');
alter table allocation alter column reasoning_in_french set not null;
