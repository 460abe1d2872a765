using Caisse.Portal.Calling;
using Caisse.Portal.Layout;
using Caisse.Portal.SigningIn;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;

namespace Caisse.Portal.Merchant;

/// <summary>
/// What the pages of a point of sale have in common: which one it is, found before anything is shown.
/// </summary>
[Authorize]
public abstract class MerchantScreen : ComponentBase
{
    [Inject]
    internal OwnShop Own { get; set; } = null!;

    [Inject]
    internal Who Who { get; set; } = null!;

    [Inject]
    internal Here Here { get; set; } = null!;

    [Inject]
    internal PublicRegister Register { get; set; } = null!;

    [Inject]
    internal NavigationManager Navigation { get; set; } = null!;

    [Inject]
    internal TimeProvider Clock { get; set; } = null!;

    [Inject]
    internal IHttpContextAccessor Http { get; set; } = null!;

    private protected CancellationToken Cancel => Http.HttpContext!.RequestAborted;

    /// <summary>Whose pages these are; null while it is being found.</summary>
    private protected Reply<MyCaisse>? Mine { get; private set; }

    private protected Guid Shop => Mine?.Value?.PointOfSaleId ?? Guid.Empty;

    private protected TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    private protected DateOnly Today => DayOf(Clock.GetUtcNow());

    /// <summary>Reads what the page shows of the point of sale.</summary>
    private protected abstract Task ReadAsync(Guid shop);

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        var zone = Register.ZoneOfAsync(Who.Caisse ?? "", Cancel);
        Mine = await Own.FindAsync(Cancel);
        Zone = await zone;
        if (Mine.Value is not null)
        {
            await ReadAsync(Shop);
        }
    }

    private protected DateOnly DayOf(DateTimeOffset instant) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, Zone).DateTime);

    /// <summary>"9 h 42", in the caisse's time.</summary>
    private protected string HourOf(DateTimeOffset instant) =>
        ShopWords.Hour(TimeZoneInfo.ConvertTime(instant, Zone));

    /// <summary>Why the platform did not do what was asked, in its words or ours.</summary>
    private protected static string Reason(Problem? problem) =>
        problem is { IsAway: false, Detail.Length: > 0 } ? problem.Detail : Showing.Words.Of("shop.away");
}
