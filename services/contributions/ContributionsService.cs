using Caisse.Contracts.Membership;
using Caisse.Contributions.Accounting;
using Caisse.Contributions.Backing;
using Caisse.Contributions.Contributing;
using Caisse.Contributions.Funding;
using Caisse.Contributions.ProtectingData;
using Caisse.Rules;
using Caisse.ServiceDefaults;

namespace Caisse.Contributions;

/// <summary>What households contribute, who funds, and the fund's euros.</summary>
public sealed class ContributionsService : ICaisseService
{
    /// <inheritdoc />
    public static string Name => "contributions";

    /// <inheritdoc />
    public static void Register(ServiceRegistration service) => service
        .OwnsRules()
        .AddContributing()
        .AddBacking()
        .Handles<PersonalDataRequested, TellPersonOnPersonalDataRequested>();

    /// <inheritdoc />
    public static void Map(ServiceRoutes routes)
    {
        ContributingFloor.Map(routes.Caisse);
        FundingFloor.Map(routes.Caisse);
        BackingFloor.Map(routes.Caisse);
        AccountingFloor.Map(routes.Caisse);
    }
}
