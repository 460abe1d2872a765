-- What opens the commitments in the evidence of a draw: to each candidate their own, to auditors all. Draws of before have
-- none, since nothing of them is sealed.
alter table draw_commitment add column openings bytea;
