using Caisse.Contracts.Membership;
using Caisse.ServiceDefaults;

namespace Caisse.MerchantNetwork.ProtectingData;

/// <summary>Tells a person that nothing is known of them here but what an audit trail may say.</summary>
[Consumer("TellPersonOnPersonalDataRequested")]
sealed class TellPersonOnPersonalDataRequested : IHandle<PersonalDataRequested>
{
    public Task HandleAsync(PersonalDataRequested requested, Work work, CancellationToken cancel) =>
        work.AnswerAsync(requested, MerchantNetworkService.Name, new Dictionary<string, string>());
}
