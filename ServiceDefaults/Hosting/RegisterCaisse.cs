using Caisse.Contracts.Identity;

namespace Caisse.ServiceDefaults;

/// <summary>
/// Keeps, in every service, which caisses the platform hosts and in which time zone each lives.
/// </summary>
[Consumer("RegisterCaisse")]
public sealed class RegisterCaisse : IHandle<CaisseFounded>
{
    /// <inheritdoc />
    public Task HandleAsync(CaisseFounded founded, Work work, CancellationToken cancel) =>
        KeepAsync(work, founded);

    /// <summary>Keeps it; whoever founds does so at once.</summary>
    public static Task KeepAsync(Work work, CaisseFounded founded)
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
