using Caisse.ServiceDefaults;

namespace Caisse.Membership.Domain;

/// <summary>By what a guardian is appointed: a court's decision, a parent's letter.</summary>
/// <param name="Reference">Its reference, as staff read it.</param>
sealed record Appointment(string Reference)
{
    internal const string Delegate = "delegate";
    internal const string Guardian = "guardian";

    /// <summary>Names what is wrong: a guardian has a reference, any other delegate none.</summary>
    internal static void CheckInto(Check check, string kind, string? reference)
    {
        check.OneOf(kind, [Delegate, Guardian], "kind").That(
            reference is null == (kind != Guardian), "reference",
            "says who appointed a guardian, and goes with that kind.");
        if (reference is not null)
        {
            check.Text(reference, "reference");
        }
    }
}
