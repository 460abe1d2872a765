-- Each point of sale, and each accreditation with the categories that it was told with: a suspension carries those of the
-- accreditation that it suspends.
select archive_rebuilt(
    caisse_id, 'MerchantNetwork.PointOfSaleApplied', point_of_sale_id::text,
    jsonb_build_object('pointOfSaleId', point_of_sale_id, 'name', name, 'kind', kind), applied_at)
from (select * from point_of_sale order by applied_at, caisse_id, point_of_sale_id) as applied;

select archive_rebuilt(
    caisse_id, 'MerchantNetwork.AccreditationChanged', concat_ws(' ', point_of_sale_id, decision_id),
    jsonb_build_object(
        'pointOfSaleId', point_of_sale_id, 'state', state, 'since', since, 'until', until, 'decisionId', decision_id,
        'version', decision_number, 'categories', to_jsonb(coalesce((
            select categories from accreditation before
            where before.caisse_id = changed.caisse_id and before.point_of_sale_id = changed.point_of_sale_id
                and state = 'accredited' and (since, decision_number) <= (changed.since, changed.decision_number)
            order by since desc, decision_number desc limit 1), '{}'))),
    recorded_at)
from (select * from accreditation order by recorded_at, caisse_id, point_of_sale_id, decision_number) as changed;

select note_heard_before_archive(array[
    'RegisterCaisse', 'ApplyAccreditationOnDecision', 'SetSettlementTermsOnDecision']);
