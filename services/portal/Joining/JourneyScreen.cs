using Caisse.Portal.Layout;
using Microsoft.AspNetCore.Components;

namespace Caisse.Portal.Joining;

/// <summary>
/// What the pages of the journey to join have in common: what was answered, and what is wrong.
/// </summary>
public abstract class JourneyScreen : CaisseScreen
{
    [Inject]
    internal JourneyCookie Kept { get; set; } = null!;

    private protected Journey Journey { get; private set; } = null!;

    private protected Answers Answers { get; } = new();

    private protected bool HasErrors => Answers.Errors.Count > 0;

    /// <inheritdoc />
    protected override void OnInitialized() => Journey = Kept.Read(Caisse);

    private protected string At(string step) => Here.At($"rejoindre/{step}");

    /// <summary>Keeps the answer and goes on: back to the check where all was answered before.</summary>
    private protected void GoOn(Journey journey, string? next = null)
    {
        Kept.Keep(journey);
        Navigation.NavigateTo(At(next ?? journey.NextQuestion ?? JourneySteps.Check));
    }
}
