-- What the euros of a reservation are for; null for those from before it was said.
alter table reservation
    add column purpose text check (purpose in ('allocation', 'supplement', 'vouchers'));
