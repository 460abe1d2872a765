-- What a point of sale owes the fund: refunds that it gave after it was reimbursed, which the guarantee advanced. Its
-- next settlement pays that back first.
create table point_of_sale_debt (
    caisse_id         text not null,
    point_of_sale_id  uuid not null,
    owed_cents        bigint not null check (owed_cents >= 0),
    primary key (caisse_id, point_of_sale_id)
);
select protect_tenant_table('point_of_sale_debt');

-- Positions of the lines of a basket that were returned.
alter table payment add column returned_lines int[] not null default '{}';

-- What a point of sale owes can use up all that it took in.
alter table settlement_line drop constraint settlement_line_net_cents_check, add check (net_cents >= 0);
