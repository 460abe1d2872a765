-- Each decision, as it was told when it was adopted.
select archive_rebuilt(
    caisse_id, 'Governance.DecisionAdopted', decision_id::text,
    jsonb_build_object(
        'decisionId', decision_id, 'number', number, 'inForceFrom', in_force_from,
        'effects', (
            select coalesce(jsonb_agg(jsonb_build_object('kind', effect ->> 'kind', 'value', (effect -> 'value')::text)), '[]')
            from jsonb_array_elements(effects) as effect)),
    adopted_at)
from (select * from decision order by adopted_at, caisse_id, number) as adopted;

select note_heard_before_archive(array[
    'RegisterCaisse', 'RecordFoundingOnCaisseFounded', 'KnowMembersOnHouseholdAdmitted',
    'KnowPointOfSaleOnPointOfSaleApplied']);
