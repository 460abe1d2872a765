using Caisse.Membership.Sealing;
using Caisse.ServiceDefaults;

namespace Caisse.Membership;

/// <summary>What membership reads from its environment beside what every service does.</summary>
static class MembershipSettings
{
    const int MaxMonths = 1200;

    /// <summary>Time to ask why, and to apply again.</summary>
    const int RefusedMonths = 6;

    /// <summary>Time within which what a fund and a household owe each other can be claimed.</summary>
    const int DepartedMonths = 60;

    internal static readonly Setting<byte[]> PersonalDataKey = SettingKinds.Key(
        "PersonalData:Key",
        "the key of each person's and household's names, streets and contacts is sealed under it",
        "PersonalData:Key of a development machine");

    internal static readonly Setting<byte[]> SearchKey = SettingKinds.Key(
        "Register:SearchKey", "people are searched for by digests under it",
        "Register:SearchKey of a development machine");

    internal static readonly Setting<int> RefusedApplicationMonths = SettingKinds.Number(
        "Retention:RefusedApplicationMonths", "when refused applications are forgotten", 1, MaxMonths,
        RefusedMonths);

    internal static readonly Setting<int> DepartedMemberMonths = SettingKinds.Number(
        "Retention:DepartedMemberMonths", "when people who left are forgotten", 1, MaxMonths, DepartedMonths);

    internal static IReadOnlyList<Setting> All =>
        [PersonalDataKey, SearchKey, RefusedApplicationMonths, DepartedMemberMonths];
}
