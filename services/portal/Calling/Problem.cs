namespace Caisse.Portal.Calling;

/// <summary>Why the platform did not do what was asked, as it says itself (RFC 9457).</summary>
/// <param name="Status">HTTP status; 0 where nothing answered at all.</param>
/// <param name="Type">Stable name, the last part of the problem's type.</param>
/// <param name="Detail">In the person's language, where the service has it.</param>
/// <param name="Errors">What is wrong, by the name of the field in the request.</param>
public sealed record Problem(
    int Status, string Type, string Detail, IReadOnlyDictionary<string, IReadOnlyList<string>> Errors)
{
    const int NothingAnswered = 0;

    static readonly Dictionary<string, IReadOnlyList<string>> NoErrors = [];

    /// <summary>A part of the platform does not answer now; later it may.</summary>
    internal bool IsAway => Status is NothingAnswered or StatusCodes.Status429TooManyRequests
        or >= StatusCodes.Status500InternalServerError;

    /// <summary>There is no such thing, or it is not for this person.</summary>
    internal bool IsNotThere => Status is StatusCodes.Status404NotFound or StatusCodes.Status403Forbidden;

    internal static Problem Away(string why) => new(NothingAnswered, "away", why, NoErrors);

    internal static Problem Of(int status, string type, string detail) => new(status, type, detail, NoErrors);
}

/// <summary>What was asked for, or why it is not here.</summary>
public sealed record Reply<T>(T? Value, Problem? Problem) where T : class
{
    internal static Reply<T> Of(T value) => new(value, null);

    internal static Reply<T> Refused(Problem problem) => new(null, problem);

    /// <summary>The same, for a part or another shape of what came.</summary>
    internal Reply<TOther> Select<TOther>(Func<T, TOther> part) where TOther : class =>
        Value is null ? new(null, Problem) : new(part(Value), null);
}
