using Caisse.Contracts.Membership;
using Caisse.MerchantNetwork.Directory;
using Caisse.MerchantNetwork.ProtectingData;
using Caisse.MerchantNetwork.Settling;
using Caisse.MerchantNetwork.Statements;
using Caisse.MerchantNetwork.Tills;
using Caisse.Rules;
using Caisse.ServiceDefaults;

namespace Caisse.MerchantNetwork;

/// <summary>Where MonA can be spent, who may take it, and how points of sale are reimbursed.</summary>
public sealed class MerchantNetworkService : ICaisseService
{
    /// <inheritdoc />
    public static string Name => "merchant-network";

    /// <inheritdoc />
    public static void Register(ServiceRegistration service) => service
        .OwnsRules()
        .AddDirectory()
        .AddStatements()
        .AddSettling()
        .Handles<PersonalDataRequested, TellPersonOnPersonalDataRequested>();

    /// <inheritdoc />
    public static void Map(ServiceRoutes routes)
    {
        DirectoryFloor.Map(routes);
        TillsFloor.Map(routes);
        StatementsFloor.Map(routes);
        SettlingFloor.Map(routes);
    }
}
