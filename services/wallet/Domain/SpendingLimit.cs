using Caisse.Rules;
using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Domain;

/// <summary>What a household has paid so far, refunds taken off.</summary>
/// <param name="DayCents">That day.</param>
/// <param name="PeriodCents">That period.</param>
/// <param name="PointOfSaleAndDayCents">That day at that point of sale.</param>
readonly record struct Spent(long DayCents, long PeriodCents, long PointOfSaleAndDayCents)
{
    /// <summary>Both together.</summary>
    public static Spent operator +(Spent one, Spent other) => new(
        one.DayCents + other.DayCents, one.PeriodCents + other.PeriodCents,
        one.PointOfSaleAndDayCents + other.PointOfSaleAndDayCents);
}

/// <summary>A limit that the fund's rules put on payments, and what it still allows.</summary>
/// <param name="Per">What it is counted per: payment, day, period, point-of-sale.</param>
/// <param name="LimitCents">The limit.</param>
/// <param name="LeftCents">What may still be paid under it, at least 0.</param>
sealed record SpendingLimit(string Per, long LimitCents, long LeftCents)
{
    /// <summary>Whether the rules limit what a household pays in time, so that what it paid counts.</summary>
    internal static bool Counts(SetPaymentRules rules) =>
        rules.LargestPerDayCents is not null || rules.LargestPerPeriodCents is not null
        || rules.LargestPerPointOfSaleAndDayCents is not null;

    /// <summary>The limit that allows least, or null when there is none.</summary>
    internal static SpendingLimit? Tightest(SetPaymentRules rules, Spent spent)
    {
        (string Per, long? LimitCents, long SpentCents)[] limits =
        [
            ("payment", rules.LargestPaymentCents, 0),
            ("day", rules.LargestPerDayCents, spent.DayCents),
            ("period", rules.LargestPerPeriodCents, spent.PeriodCents),
            ("point-of-sale", rules.LargestPerPointOfSaleAndDayCents, spent.PointOfSaleAndDayCents),
        ];
        return limits.Where(limit => limit.LimitCents is not null)
            .Select(limit => new SpendingLimit(
                limit.Per, limit.LimitCents!.Value, Math.Max(0, limit.LimitCents.Value - limit.SpentCents)))
            .MinBy(limit => limit.LeftCents);
    }

    /// <summary>Why a payment above it is refused, in words a cashier can say.</summary>
    internal Refusal Refuse(long wantedCents)
    {
        var (per, perInFrench) = Per switch
        {
            "payment" => ("payment", "paiement"),
            "day" => ("day", "jour"),
            "period" => ("month", "mois"),
            _ => ("day at this point of sale", "jour dans ce point de vente"),
        };
        return TillPayment.No(
            "above-limit",
            $"at most {Cents.Text(LimitCents)} MonA per {per}, {Cents.Text(LeftCents)} left: "
            + $"ask {Cents.Text(wantedCents - LeftCents)} in euros",
            $"au plus {Cents.FrenchText(LimitCents)} MonA par {perInFrench}, reste "
            + $"{Cents.FrenchText(LeftCents)} : demander {Cents.FrenchText(wantedCents - LeftCents)} "
            + "en euros")
            .With("per", Per).With("limitCents", LimitCents).With("leftCents", LeftCents);
    }
}
