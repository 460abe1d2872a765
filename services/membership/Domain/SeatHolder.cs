namespace Caisse.Membership.Domain;

/// <summary>Somebody who holds a seat that was drawn, as the register knows them.</summary>
/// <param name="PersonId">The person.</param>
/// <param name="ApplicationId">The application that names them; null for who was enrolled without.</param>
/// <param name="ApplicationState">Where it stands.</param>
/// <param name="HouseholdId">Where they live or last lived, once they are in the register.</param>
sealed record SeatHolder(
    Guid PersonId, Guid? ApplicationId, string? ApplicationState, Guid? HouseholdId)
{
    internal const string AlreadyAdmitted = "already-admitted";
    internal const string AlreadyInRegister = "already-in-register";
    internal const string Refused = "refused";

    /// <summary>Why their seat brings nobody into the register, or null.</summary>
    internal string? WhyNotAdmit() =>
        ApplicationState is null ? AlreadyInRegister
        : Domain.ApplicationState.IsUndecided(ApplicationState) ? null
        : ApplicationState == Domain.ApplicationState.Refused ? Refused
        : AlreadyAdmitted;
}
