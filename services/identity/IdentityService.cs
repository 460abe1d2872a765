using Caisse.Contracts.Membership;
using Caisse.Contracts.MerchantNetwork;
using Caisse.Identity.Accounts;
using Caisse.Identity.Founding;
using Caisse.Identity.Keys;
using Caisse.Identity.Mailing;
using Caisse.Identity.OpenIdConnect;
using Caisse.Identity.Pages;
using Caisse.Identity.ProtectingData;
using Caisse.Identity.RegisteringApps;
using Caisse.Identity.SigningIn;
using Caisse.Identity.Staffing;
using Caisse.Rules;
using Caisse.ServiceDefaults;

namespace Caisse.Identity;

/// <summary>Accounts, sign-in and tokens; which caisses there are.</summary>
public sealed class IdentityService : ICaisseService
{
    /// <inheritdoc />
    public static string Name => "identity";

    /// <inheritdoc />
    public static IReadOnlyList<Setting> Settings => IdentitySettings.All;

    /// <inheritdoc />
    public static void Register(ServiceRegistration service)
    {
        ArgumentNullException.ThrowIfNull(service);
        service.Services.AddSingleton<KeyEncryption>();
        service.Services.AddSingleton<KeyRing>();
        service.Services.AddSingleton<ISigningKeys>(provider => provider.GetRequiredService<KeyRing>());
        service.AddWorker<RotateKeys>();
        service.AddWorker<AppointFirstOperator>();
        service.AddOpenIdConnect();
        service.AddAccounts();
        service.AddMail();
        service.AddPages();
        service
            .DescribesEffects()
            .Handles<TillRegistered, LetTillSignInOnTillRegistered>()
            .Handles<TillEnded, ShutOutTillOnTillEnded>()
            .Handles<PersonalDataRequested, TellPersonOnPersonalDataRequested>()
            .Handles<MemberErased, ForgetPersonOnMemberErased>();
    }

    /// <inheritdoc />
    public static void Map(ServiceRoutes routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        AccountsSetup.Map(routes);

        FoundCaisse.Map(routes.Platform);
        ListCaisses.Map(routes.Platform);
        ReadCaisse.Map(routes.Caisse);

        ListStaff.Map(routes.Caisse);
        DismissStaff.Map(routes.Caisse);

        RegisterApp.Map(routes.Caisse);
        ListApps.Map(routes.Caisse);
        RemoveApp.Map(routes.Caisse);
    }
}
