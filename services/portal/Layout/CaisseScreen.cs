using Caisse.Portal.Calling;
using Microsoft.AspNetCore.Components;

namespace Caisse.Portal.Layout;

/// <summary>What the pages of one caisse have in common.</summary>
public abstract class CaisseScreen : ComponentBase
{
    /// <summary>The slug, from the address.</summary>
    [Parameter]
    public string Caisse { get; set; } = "";

    [Inject]
    internal PublicRegister Register { get; set; } = null!;

    [Inject]
    internal Here Here { get; set; } = null!;

    [Inject]
    internal Contacts Contacts { get; set; } = null!;

    [Inject]
    internal NavigationManager Navigation { get; set; } = null!;

    [Inject]
    internal TimeProvider Clock { get; set; } = null!;

    [Inject]
    internal IHttpContextAccessor Http { get; set; } = null!;

    private protected CancellationToken Cancel => Http.HttpContext!.RequestAborted;

    private protected string? Phone => Contacts.PhoneOf(Caisse);

    private protected DateOnly Today => DateOnly.FromDateTime(Clock.GetLocalNow().DateTime);

    /// <summary>The caisses of today are all in one time zone; each caisse says its own.</summary>
    private protected async Task<TimeZoneInfo> ZoneAsync() =>
        (await Register.CaisseAsync(Caisse, Cancel)).Value is { } known
        && TimeZoneInfo.TryFindSystemTimeZoneById(known.TimeZone, out var zone)
            ? zone
            : TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");
}
