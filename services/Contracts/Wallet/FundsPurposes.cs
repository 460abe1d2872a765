namespace Caisse.Contracts.Wallet;

/// <summary>
/// What euros are set aside for: who asks for them says it, and is the one who is answered. A purpose that a
/// service does not know is not taken for another one.
/// </summary>
public static class FundsPurposes
{
    /// <summary>A period's allocation run, or its preview.</summary>
    public const string Allocation = "allocation";

    /// <summary>MonA for one household beyond its allocation.</summary>
    public const string Supplement = "supplement";

    /// <summary>Paper vouchers that the fund itself issues.</summary>
    public const string Vouchers = "vouchers";
}
