-- Goods that the guarantee paid for are given back to it first: how much of each payment it has got back that way.
alter table payment
    add column guarantee_refunded_cents bigint not null default 0,
    add check (guarantee_refunded_cents between 0 and refunded_cents);

-- A refund looks up what the guarantee paid.
create index offline_payment_guaranteed on offline_payment (caisse_id, payment_id) where guaranteed_cents > 0;
