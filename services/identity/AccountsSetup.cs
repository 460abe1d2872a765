using Caisse.Identity.Accounts;
using Caisse.Identity.Inviting;
using Caisse.Identity.KeepingAccount;
using Caisse.Identity.Pages;
using Caisse.Identity.SigningIn;
using Caisse.ServiceDefaults;
using Microsoft.AspNetCore.Identity;

namespace Caisse.Identity;

/// <summary>What people's accounts need.</summary>
static class AccountsSetup
{
    internal static void AddAccounts(this ServiceRegistration service)
    {
        service.Services.AddSingleton<AccountRegister>();
        service.Services.AddSingleton<Sessions>();
        service.Services.AddSingleton<SealedCookie>();
        service.Services.AddSingleton<Codes>();
        service.Services.AddSingleton<MailCodes>();
        service.Services.AddSingleton<SecondFactors>();
        service.Services.AddSingleton<CompleteSignIn>();
        service.Services.AddSingleton<ChosenCaisse>();
        service.Services.AddSingleton<Consents>();
        service.Services.AddSingleton<Invitations>();
        service.Services.AddSingleton<DemonstrationPeople>();
        service.Services.AddSingleton<IPlayedPeople>(
            provider => provider.GetRequiredService<DemonstrationPeople>());
        service.Services.AddScoped<RefreshPerson>();
        service.Services.AddHostedService<AdmitPortal>();
        AddPasskeys(service.Services, new Uri(Addresses.Root(service.Configuration)));
    }

    /// <summary>Passkeys belong to the public host for ever, and verify their owner.</summary>
    static void AddPasskeys(IServiceCollection services, Uri issuer)
    {
        services.AddSingleton<PasskeyStore>();
        services.AddIdentityCore<Account>().AddUserStore<PasskeyStore>();
        services.AddScoped<IPasskeyHandler<Account>, PasskeyHandler<Account>>();
        services.Configure<IdentityPasskeyOptions>(options =>
        {
            options.ServerDomain = issuer.Host;
            options.UserVerificationRequirement = "required";
            options.ResidentKeyRequirement = "required";
            options.ValidateOrigin = asked => ValueTask.FromResult(
                !asked.CrossOrigin && asked.Origin == issuer.GetLeftPart(UriPartial.Authority));
        });
    }

    internal static void Map(ServiceRoutes routes)
    {
        var root = routes.Application;
        IssueToken.Map(root);
        Authorize.Map(root);
        ShowRefusedRequest.Map(root);
        SignOut.Map(root);
        SendCode.Map(root);
        CheckCode.Map(root);
        CheckSecondFactor.Map(root);
        AskForPasskey.Map(root);
        SignInWithPasskey.Map(root);
        ChooseCaisse.Map(root);
        AnswerConsent.Map(root);
        ApproveDevice.Map(root);
        SignInDemonstration.MapInDevelopment(root);

        ShowAccount.Map(root);
        ChangeAddress.Map(root);
        ManagePasskeys.Map(root);
        OfferPasskey.Map(root);
        ManageDevices.Map(root);
        DescribeMe.Map(routes.Platform);

        OpenInvitation.Map(root);
        Invite.Map(routes.Caisse);
        ListInvitations.Map(routes.Caisse);
        TakeBackInvitation.Map(routes.Caisse);
        ServeAssets.Map(root);
    }
}
