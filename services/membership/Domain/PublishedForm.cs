using Caisse.ServiceDefaults;

namespace Caisse.Membership.Domain;

/// <summary>
/// How the awaited value is written, announced before anyone knows it: whoever posts it could otherwise
/// choose among "3 12", "03-12" and "312", which draw different panels.
/// </summary>
/// <param name="Form">"digits", or "hex" in lower case.</param>
/// <param name="Length">How many of them, exactly.</param>
sealed record PublishedForm(string Form, int Length)
{
    internal const string Digits = "digits";
    internal const string Hex = "hex";
    internal const int Longest = 128;

    static readonly IReadOnlyList<string> Forms = [Digits, Hex];

    internal static void CheckInto(Check check, string? form, int? length, string field) =>
        check.OneOf(form, Forms, $"{field}.form")
            .That(length is >= 1 and <= Longest, $"{field}.length", $"must be from 1 to {Longest}.");

    /// <summary>Why a value is not written like that, or null.</summary>
    internal Refusal? WhyNot(string value) => value.Length == Length && value.All(IsDigit)
        ? null
        : Refusal.Unprocessable(
            "value-not-in-form", $"The value of this campaign is written as {this}, with nothing between.")
            .With("form", Form).With("length", Length);

    /// <summary>As it goes into the evidence.</summary>
    public override string ToString() =>
        Form == Digits ? $"exactly {Length} digits 0-9" : $"exactly {Length} hexadecimal digits 0-9a-f";

    /// <summary>Where a value comes from, when, and how it is written: published before it exists.</summary>
    internal static string SourceOf(string source, DateTimeOffset awaitedAt, string? form, int? length) =>
        $"{source}, {awaitedAt.ToUniversalTime():yyyy-MM-ddTHH:mm:ssZ}"
        + (form is null ? "" : $", {new PublishedForm(form, length!.Value)}");

    bool IsDigit(char one) => char.IsAsciiDigit(one) || (Form == Hex && one is >= 'a' and <= 'f');
}
