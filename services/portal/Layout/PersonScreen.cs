using Caisse.Portal.Calling;
using Caisse.Portal.Showing;
using Caisse.Portal.SigningIn;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;

namespace Caisse.Portal.Layout;

/// <summary>
/// What the pages have in common on which a person acts with roles of theirs: who they are, what they typed
/// before their session ended, and why something was refused.
/// </summary>
[Authorize]
public abstract class PersonScreen : ComponentBase
{
    [Inject]
    internal OwnCaisse Own { get; set; } = null!;

    [Inject]
    internal Who Who { get; set; } = null!;

    [Inject]
    internal Here Here { get; set; } = null!;

    [Inject]
    internal PublicRegister Register { get; set; } = null!;

    [Inject]
    internal KeptForm Kept { get; set; } = null!;

    [Inject]
    internal NavigationManager Navigation { get; set; } = null!;

    [Inject]
    internal TimeProvider Clock { get; set; } = null!;

    [Inject]
    internal IHttpContextAccessor Http { get; set; } = null!;

    /// <summary>Made with the form: sent twice, it acts once.</summary>
    [SupplyParameterFromForm]
    public Guid? Cle { get; set; }

    /// <summary>What was done just before, by the name of its text.</summary>
    [SupplyParameterFromQuery]
    public string? Fait { get; set; }

    private protected CancellationToken Cancel => Http.HttpContext!.RequestAborted;

    private protected TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    private protected DateOnly Today => DayOf(Clock.GetUtcNow());

    private protected Guid Key => Cle ??= Guid.CreateVersion7();

    /// <summary>What they had typed before they signed in again is back.</summary>
    private protected bool IsBack { get; private set; }

    /// <summary>Why the platform refused, in words.</summary>
    private protected string? Refused { get; set; }

    /// <summary>What is wrong with what was typed, field by field.</summary>
    private protected List<(string Field, string Message)> Errors { get; } = [];

    private protected bool HasErrors => Errors.Count > 0 || Refused is not null;

    /// <summary>Whose pages these are; for others they are not there.</summary>
    private protected abstract IReadOnlyList<string> For { get; }

    /// <summary>Reads what the page shows.</summary>
    private protected abstract Task ReadAsync();

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        if (!Who.Is(For))
        {
            Navigation.NotFound();
            return;
        }
        IsBack = Kept.Restore(Http.HttpContext!, this);
        var zone = Register.ZoneOfAsync(Who.Caisse ?? "", Cancel);
        Zone = await zone;
        await ReadAsync();
    }

    private protected DateOnly DayOf(DateTimeOffset instant) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, Zone).DateTime);

    /// <summary>An address with those parts of a query that are not empty.</summary>
    private protected static string Link(
        string path, params IEnumerable<(string Name, string? Value)> query) =>
        query.Where(one => !string.IsNullOrEmpty(one.Value)).Aggregate(path, (link, one) =>
        {
            var mark = link.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            return $"{link}{mark}{one.Name}={Uri.EscapeDataString(one.Value!)}";
        });

    private protected string? ErrorOf(string field) => Errors.Find(error => error.Field == field).Message;

    private protected void Wrong(string field, string text) => Errors.Add((field, text));

    /// <summary>Goes on where something was done; else says why not and stays.</summary>
    private protected void GoOn<T>(Reply<T> reply, string address) where T : class
    {
        if (reply.Value is not null)
        {
            Navigation.NavigateTo(address);
            return;
        }
        Refused = ProblemWords.Of(reply.Problem!);
    }
}
