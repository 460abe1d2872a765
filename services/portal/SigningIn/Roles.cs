namespace Caisse.Portal.SigningIn;

/// <summary>Roles as tokens name them.</summary>
static class Roles
{
    internal const string Coordinator = "coordinator", Treasurer = "treasurer", Accreditor = "accreditor",
        Funder = "funder", Member = "member", Delegate = "delegate", Merchant = "merchant",
        Operator = "operator";

    /// <summary>Who runs a caisse.</summary>
    internal static readonly string[] Staff = [Coordinator, Treasurer, Accreditor];
}
