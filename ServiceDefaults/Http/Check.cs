namespace Caisse.ServiceDefaults;

/// <summary>
/// Validation at the edge: collects everything that is wrong with a request, so that one answer names it all.
/// </summary>
public sealed class Check
{
    /// <summary>Longest short text (a name, a category) in characters.</summary>
    public const int LongestText = 200;

    /// <summary>Largest amount of one movement, in cents: ten million euros.</summary>
    public const long LargestAmountCents = 1_000_000_000;

    readonly SortedDictionary<string, List<string>> errors = new(StringComparer.Ordinal);

    /// <summary>Null when nothing is wrong; otherwise a 400 that names every field and why.</summary>
    public Refusal? Problem => errors.Count == 0
        ? null
        : Refusal.BadRequest(
            "invalid-request",
            string.Join(" ", errors.Select(error => $"{error.Key}: {string.Join(' ', error.Value)}")))
            .With("errors", errors);

    /// <summary>Everything that is wrong, field by field: for those who say themselves where it is.</summary>
    public IEnumerable<(string Field, string Message)> Errors =>
        errors.SelectMany(error => error.Value.Select(message => (error.Key, message)));

    /// <summary>Notes that a field is wrong unless the condition holds.</summary>
    public Check That(bool holds, string field, string message)
    {
        if (!holds)
        {
            if (!errors.TryGetValue(field, out var messages))
            {
                errors[field] = messages = [];
            }
            messages.Add(message);
        }
        return this;
    }

    /// <summary>A text that is not blank, not too long, and has no control characters.</summary>
    public Check Text(string? value, string field, int longest = LongestText) =>
        That(!string.IsNullOrWhiteSpace(value), field, "must not be blank.")
            .That(value is null || value.Length <= longest, field, $"must have at most {longest} characters.")
            .That(value is null || !value.Any(char.IsControl), field, "must not contain control characters.");

    /// <summary>One of a few words.</summary>
    public Check OneOf(string? value, IEnumerable<string> allowed, string field)
    {
        var words = allowed.ToList();
        return That(
            value is not null && words.Contains(value), field, $"must be one of {string.Join(", ", words)}.");
    }

    /// <summary>An amount of a movement in cents: positive and at most ten million euros.</summary>
    public Check PositiveCents(long cents, string field) =>
        That(cents is > 0 and <= LargestAmountCents, field, $"must be from 1 to {LargestAmountCents} cents.");

    /// <summary>An amount that may be nothing.</summary>
    public Check Cents(long cents, string field) =>
        That(
            cents is >= 0 and <= LargestAmountCents, field, $"must be from 0 to {LargestAmountCents} cents.");

    /// <summary>How many things a list may hold.</summary>
    public Check Count<T>(IReadOnlyCollection<T> list, int atLeast, int atMost, string field)
    {
        ArgumentNullException.ThrowIfNull(list);
        return That(
            list.Count >= atLeast && list.Count <= atMost,
            field, $"must hold {atLeast} to {atMost} entries.");
    }

    /// <summary>An id that is not all zeros.</summary>
    public Check Id(Guid id, string field) => That(id != Guid.Empty, field, "must be the id of something.");
}
