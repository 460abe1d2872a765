namespace Caisse.Contracts.Governance.Effects;

/// <summary>Share of outstanding MonA that the fund's cash must cover before more is issued.</summary>
/// <param name="Percent">Percent, from 1 to 100.</param>
public sealed record SetBackingRatio(int Percent);
