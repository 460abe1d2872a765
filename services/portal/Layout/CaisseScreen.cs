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

    private protected Task<TimeZoneInfo> ZoneAsync() => Register.ZoneOfAsync(Caisse, Cancel);
}
