using Caisse.Portal.Calling;
using Caisse.Portal.Layout;
using Caisse.Portal.SigningIn;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;

namespace Caisse.Portal.Member;

/// <summary>
/// What the pages of a household have in common: whose wallet it is, found before anything is shown.
/// </summary>
[Authorize]
public abstract class MemberScreen : ComponentBase
{
    [Inject]
    internal OwnHousehold Own { get; set; } = null!;

    [Inject]
    internal Who Who { get; set; } = null!;

    [Inject]
    internal Here Here { get; set; } = null!;

    [Inject]
    internal Contacts Contacts { get; set; } = null!;

    [Inject]
    internal PublicRegister Register { get; set; } = null!;

    [Inject]
    internal NavigationManager Navigation { get; set; } = null!;

    [Inject]
    internal IHttpContextAccessor Http { get; set; } = null!;

    private protected CancellationToken Cancel => Http.HttpContext!.RequestAborted;

    /// <summary>Whose wallet; null while it is being found.</summary>
    private protected Reply<OwnWallet>? Household { get; private set; }

    private protected TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    /// <summary>Reads what the page shows of a household.</summary>
    private protected abstract Task ReadAsync(Guid household);

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        var zone = Register.ZoneOfAsync(Who.Caisse ?? "", Cancel);
        Household = await Own.FindAsync(Cancel);
        Zone = await zone;
        if (Household.Value is { } found)
        {
            await ReadAsync(found.HouseholdId);
        }
    }

    private protected DateOnly DayOf(DateTimeOffset instant) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, Zone).DateTime);
}
