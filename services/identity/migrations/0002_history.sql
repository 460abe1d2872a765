-- The founding of each caisse, as it was told when it happened.
select archive_rebuilt(caisse_id, 'Identity.CaisseFounded', '', after, at)
from (select * from audit where action = 'caisse.founded' order by at) as founding;

select note_heard_before_archive(array['RegisterCaisse']);
