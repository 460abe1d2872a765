using Caisse.Contracts.Identity;

namespace Caisse.ServiceDefaults;

/// <summary>
/// Keeps, in every service, which caisses the platform hosts and in which time zone each lives.
/// </summary>
[Consumer("RegisterCaisse")]
public sealed class RegisterCaisse : IHandle<CaisseFounded>
{
    /// <inheritdoc />
    public Task HandleAsync(CaisseFounded founded, Work work, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(founded);
        ArgumentNullException.ThrowIfNull(work);
        return work.ExecuteAsync(
            """
            insert into caisse (caisse_id, name, legal_name, iban, time_zone, founded_at)
            values (@Caisse, @Name, @LegalName, @Iban, @TimeZone, @OccurredAt)
            on conflict (caisse_id) do nothing
            """, founded);
    }
}
