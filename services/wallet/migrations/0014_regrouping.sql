-- Households that split and merge: their MonA moves from wallet to wallet. The rows there are satisfy the longer list, so
-- they are not gone through again.
alter table transfer
    drop constraint if exists transfer_kind_check,
    drop constraint if exists transfer_kind_check1,
    add constraint transfer_kind_known check (kind in (
        'allocation', 'payment', 'refund', 'expiry', 'settlement', 'correction', 'offline_payment', 'voucher',
        'shortfall', 'recovery', 'reimbursement', 'split', 'merge')) not valid;

-- What a household that was formed by a split took of the wallet it left, once; asked_cents is null in proportion of the
-- persons. What is refused can be decided again.
create table balance_share (
    caisse_id         text not null,
    new_household_id  uuid not null,
    household_id      uuid not null,
    asked_cents       bigint check (asked_cents >= 0),
    available_cents   bigint not null check (available_cents >= 0),
    state             text not null check (state in ('moved', 'refused')),
    reason            text,
    moved_cents       bigint not null check (moved_cents >= 0),
    decided_at        timestamptz not null,
    decided_by        text not null,
    primary key (caisse_id, new_household_id),
    check ((state = 'refused') = (reason is not null)),
    check (state = 'moved' or moved_cents = 0)
);
select protect_tenant_table('balance_share');

-- The household whose wallet gets whatever this one still has or receives.
alter table household add column merged_into uuid;
create index household_merged on household (caisse_id, household_id) where merged_into is not null;

-- MonA that moved keeps the period from which it counted: it lives neither longer nor shorter for having moved.
create table moved_credit (
    caisse_id     text not null,
    household_id  uuid not null,
    transfer_id   uuid not null,
    counts_from   date not null,
    amount_cents  bigint not null check (amount_cents > 0),
    primary key (caisse_id, household_id, transfer_id, counts_from)
);
select protect_tenant_table('moved_credit');
revoke update, delete on moved_credit from wallet_service;

create or replace view household_credit with (security_invoker = true) as
    select caisse_id, allocation.household_id, allocation.amount_cents, true as is_allocation,
           greatest(allocation_run.period,
               date_trunc('month', allocation_run.requested_at at time zone caisse.time_zone)::date) as counts_from
    from allocation_run join caisse using (caisse_id) join allocation using (caisse_id, run_id)
    where allocation.household_id <= credited_through and allocation.amount_cents > 0
    union all
    select caisse_id, household_id, amount_cents, false,
           greatest(period, date_trunc('month', credited_at at time zone caisse.time_zone)::date)
    from supplement join caisse using (caisse_id) where state = 'credited'
    union all
    select caisse_id, household_id, amount_cents, false,
           date_trunc('month', posted_at at time zone caisse.time_zone)::date
    from correction join caisse using (caisse_id) where state = 'posted' and amount_cents > 0
    union all
    select caisse_id, household_id, amount_cents, false, counts_from from moved_credit;
