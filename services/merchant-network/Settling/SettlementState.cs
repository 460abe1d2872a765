namespace Caisse.MerchantNetwork.Settling;

/// <summary>How far a settlement is.</summary>
static class SettlementState
{
    /// <summary>The ledger has not answered yet.</summary>
    internal const string Requested = "requested";

    /// <summary>Final: the bank file can be taken.</summary>
    internal const string Issued = "issued";
}
