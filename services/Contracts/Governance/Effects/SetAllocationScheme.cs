namespace Caisse.Contracts.Governance.Effects;

/// <summary>
/// Allocation by composition: first person + each further person, children under an age at an amount of their
/// own (0 for none, as in a fund that allocates to adults only). The first person is the oldest.
/// </summary>
/// <param name="FirstPersonCents">MonA cents a month, at least 0.</param>
/// <param name="FurtherPersonCents">MonA cents a month, at least 0.</param>
/// <param name="ChildCents">MonA cents a month for a further person under <paramref name="ChildUnderAge"/>;
/// null: as any further person.</param>
/// <param name="ChildUnderAge">Age in whole years on the period's first day under which
/// <paramref name="ChildCents"/> holds.</param>
public sealed record SetAllocationScheme(
    long FirstPersonCents, long FurtherPersonCents, long? ChildCents = null, int? ChildUnderAge = null);
