-- A guardian is appointed by a court or a parent, and may do what the household's own people can. By whom, is personal data
-- of the delegation.
alter table delegation add column kind text not null default 'delegate' check (kind in ('delegate', 'guardian'));
