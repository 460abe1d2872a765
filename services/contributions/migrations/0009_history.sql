-- What this service has heard of caisses, households and decisions before events were kept.
select note_heard_before_archive(array[
    'RegisterCaisse', 'KeepHouseholdOnAdmitted', 'KeepHouseholdOnDeparted', 'ApplyContributionSchemeOnDecision',
    'ApplyBackingRatioOnDecision']);
