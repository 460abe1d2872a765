using Caisse.Contributions.Accounting.Journaling;

namespace Caisse.Contributions.Accounting;

/// <summary>The fund's books.</summary>
static class AccountingFloor
{
    internal static void Map(RouteGroupBuilder caisse) => ExportJournal.Map(caisse);
}
