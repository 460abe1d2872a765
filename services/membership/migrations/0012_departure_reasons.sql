-- Why someone left their household; of those who left before, nobody said.
alter table member
    add column departure_reason text check (departure_reason in ('moved_out', 'death', 'other')),
    add check (departure_reason is null or left_on is not null);
