-- What this service has heard of caisses, households, points of sale and decisions before events were kept.
select note_heard_before_archive(array[
    'RegisterCaisse', 'OpenWalletOnHouseholdAdmitted', 'FollowDelegatesOnHouseholdDelegatesChanged',
    'FollowDepartureOnHouseholdDeparted', 'ApplyRulesOnDecision', 'FollowAccreditationOnChange']);
