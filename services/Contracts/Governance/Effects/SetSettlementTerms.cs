namespace Caisse.Contracts.Governance.Effects;

/// <summary>How points of sale are reimbursed.</summary>
/// <param name="FeeBasisPoints">Reconversion fee in hundredths of a percent of the net, from 0 to 1000;
/// rounded down to the cent.</param>
public sealed record SetSettlementTerms(int FeeBasisPoints);
