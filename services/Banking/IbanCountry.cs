using System.Collections.Frozen;
using System.Globalization;

namespace Caisse.Banking;

/// <summary>
/// What the registry of ISO 13616 says of a country's account numbers, and whether its banks take part in the
/// SEPA schemes (European Payments Council, EPC409-09).
/// </summary>
/// <param name="Length">Characters of a number, its country and check digits included.</param>
/// <param name="IsInSepa">Whether euros are transferred to it by SEPA credit transfer.</param>
readonly record struct IbanCountry(int Length, bool IsInSepa)
{
    const string Sepa =
        """
        AD24 AL28 AT20 BE16 BG22 CH21 CY28 CZ24 DE22 DK18 EE20 ES24 FI18 FR27 GB22 GI23 GR27 HR21 HU28 IE22
        IS26 IT27 LI21 LT20 LU20 LV21 MC27 MD24 ME22 MK19 MT31 NL18 NO15 PL28 PT25 RO24 RS22 SE24 SI19 SK24
        SM27 VA22
        """;

    const string Others =
        """
        AE23 AZ28 BA20 BH22 BI27 BR29 BY28 CR22 DJ27 DO28 EG29 FK18 FO18 GE22 GL18 GT28 HN28 IL23 IQ23 JO30
        KW30 KZ20 LB28 LC32 LY25 MN20 MR27 MU30 NI28 OM23 PK24 PS29 QA29 RU33 SA24 SC31 SD18 SO23 ST25 SV28
        TL23 TN24 TR26 UA29 VG24 XK20 YE30
        """;

    static readonly FrozenDictionary<string, IbanCountry> All = Read(Sepa, isInSepa: true)
        .Concat(Read(Others, isInSepa: false)).ToFrozenDictionary();

    /// <summary>The country of two capitals; null when it has no such numbers.</summary>
    internal static IbanCountry? Of(string code) => All.TryGetValue(code, out var country) ? country : null;

    static IEnumerable<KeyValuePair<string, IbanCountry>> Read(string countries, bool isInSepa) =>
        countries.Split([' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries)
            .Select(one => KeyValuePair.Create(
                one[..2],
                new IbanCountry(int.Parse(one.AsSpan(2), CultureInfo.InvariantCulture), isInSepa)));
}
