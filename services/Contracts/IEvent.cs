namespace Caisse.Contracts;

/// <summary>
/// A fact, published once its change is committed and delivered at least once to whoever listens.
/// </summary>
public interface IEvent
{
    /// <summary>Slug of the caisse the fact belongs to.</summary>
    string Caisse { get; }

    /// <summary>When it happened, UTC.</summary>
    DateTimeOffset OccurredAt { get; }
}
