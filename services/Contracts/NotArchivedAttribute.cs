namespace Caisse.Contracts;

/// <summary>
/// An event that is not kept once it is published: it asks or answers for a moment, or holds what an erasure
/// must be able to remove. A service that starts later never hears of it.
/// </summary>
/// <param name="reason">Why it is not kept, in English.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NotArchivedAttribute(string reason) : Attribute
{
    /// <summary>Why it is not kept, in English.</summary>
    public string Reason { get; } = reason;
}
