-- Movements are by far the most numerous rows, so a movement names its accounts and its actor by number. Accounts get
-- room on their pages, so that a changed balance stays where it is.
alter table account set (fillfactor = 50);
alter table account add column account_number bigint generated always as identity;
create unique index account_numbered on account (account_number);

create table actor (
    caisse_id     text not null,
    name          text not null,
    actor_number  int generated always as identity unique,
    primary key (caisse_id, name)
);
select protect_tenant_table('actor');
revoke update, delete on actor from wallet_service;

-- The number of an actor, given the first time they act.
create function number_of_actor(of_caisse text, actor_name text) returns int language plpgsql as $$
declare
    known int;
begin
    select actor_number into known from actor where caisse_id = of_caisse and name = actor_name;
    if known is null then
        insert into actor (caisse_id, name) values (of_caisse, actor_name) on conflict do nothing;
        select actor_number into known from actor where caisse_id = of_caisse and name = actor_name;
    end if;
    return known;
end $$;

drop view entry;
alter table transfer rename to transfer_before;

-- A movement of MonA. Wide: it carries both accounts' versions and balances after it, so that a lost or doubled movement
-- shows as a gap. Positions grow in the order of commits, because whoever moves MonA holds the caisse's ledger lock.
-- No foreign key to account: its check would cost every movement two more lookups and locks. The writer has read both
-- accounts in the same transaction, and ledger/check looks for movements whose account is missing.
create table transfer (
    position              bigint generated always as identity,
    debit_account         bigint not null,
    credit_account        bigint not null,
    amount_cents          bigint not null check (amount_cents > 0),
    debit_version         bigint not null,
    debit_balance_cents   bigint not null,
    credit_version        bigint not null,
    credit_balance_cents  bigint not null,
    at                    timestamptz not null,
    transfer_id           uuid primary key,
    actor_number          int not null,
    caisse_id             text not null,
    kind                  text not null check (kind in (
                              'allocation', 'payment', 'refund', 'expiry', 'settlement', 'correction', 'offline_payment',
                              'voucher', 'shortfall', 'recovery', 'reimbursement')),
    -- What it belongs to; null when that has the movement's own id.
    reference_id          uuid,
    unique (debit_account, debit_version),
    unique (credit_account, credit_version),
    check (debit_account <> credit_account)
);
create index transfer_in_order on transfer using brin (position);
select protect_tenant_table('transfer');
revoke update, delete on transfer from wallet_service;

insert into actor (caisse_id, name) select distinct caisse_id, actor from transfer_before;
insert into transfer (transfer_id, caisse_id, kind, debit_account, credit_account, amount_cents, debit_version,
    debit_balance_cents, credit_version, credit_balance_cents, reference_id, actor_number, at)
select transfer_id, before.caisse_id, before.kind, debit.account_number, credit.account_number, amount_cents,
    debit_version, debit_balance_cents, credit_version, credit_balance_cents, nullif(reference_id, transfer_id),
    actor_number, at
from transfer_before before
join account debit on debit.caisse_id = before.caisse_id and debit.account_id = before.debit_account
join account credit on credit.caisse_id = before.caisse_id and credit.account_id = before.credit_account
join actor on actor.caisse_id = before.caisse_id and actor.name = before.actor
order by at, transfer_id;
drop table transfer_before;

-- The two legs of each transfer, as a statement reads them.
create view entry with (security_invoker = true) as
    select caisse_id, debit_account as account_number, debit_version as version, -amount_cents as amount_cents,
           debit_balance_cents as balance_cents, transfer_id, kind, credit_account as other_account,
           coalesce(reference_id, transfer_id) as reference_id, actor_number, at, position
    from transfer
    union all
    select caisse_id, credit_account, credit_version, amount_cents, credit_balance_cents, transfer_id, kind,
           debit_account, coalesce(reference_id, transfer_id), actor_number, at, position
    from transfer;
grant select on entry to wallet_service;
