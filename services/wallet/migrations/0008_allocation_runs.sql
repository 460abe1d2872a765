-- A preview is worked out as a run is and issues nothing: any number per period, beside the one run that does.
alter table allocation_run
    add column is_preview boolean not null default false,
    drop constraint allocation_run_state_check,
    add constraint allocation_run_state_check
        check (state in ('reserving', 'refused', 'crediting', 'completed', 'previewed')),
    add check (is_preview <= (state in ('reserving', 'previewed'))),
    add check ((state = 'previewed') <= is_preview);
drop index allocation_run_of_period;
create unique index allocation_run_of_period on allocation_run (caisse_id, period)
    where state <> 'refused' and not is_preview;

-- Where a preview differs most from the last completed run before its period.
create table largest_change (
    caisse_id            text not null,
    run_id               uuid not null,
    place                int not null,
    household_id         uuid not null,
    before_cents         bigint not null,
    after_cents          bigint not null,
    reasoning            text not null,
    reasoning_in_french  text not null,
    primary key (caisse_id, run_id, place),
    foreign key (caisse_id, run_id) references allocation_run (caisse_id, run_id) on delete cascade
);
select protect_tenant_table('largest_change');

-- Households are credited in the order of their ids, so how far a run is takes one row: no allocation is ever written
-- again, and the search for the next slice starts where the last one ended.
alter table allocation_run
    add column credited_through uuid,
    add column credited_households bigint not null default 0;
update allocation_run set (credited_through, credited_households) = (
    select (array_agg(household_id order by household_id desc))[1], count(*) from allocation
    where allocation.caisse_id = allocation_run.caisse_id and allocation.run_id = allocation_run.run_id and is_credited);
alter table allocation drop column is_credited;
