namespace Caisse.Contributions.Funding;

/// <summary>Who funds beside the households.</summary>
static class FundingFloor
{
    internal static void Map(RouteGroupBuilder caisse)
    {
        AddFunder.Map(caisse);
        ReadFunder.Map(caisse);
        ListFunders.Map(caisse);
        PromiseGrant.Map(caisse);
        ReadGrant.Map(caisse);
        ListGrants.Map(caisse);
        ReceiveInstalment.Map(caisse);
    }
}
