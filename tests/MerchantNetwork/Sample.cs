using System.Globalization;
using System.Numerics;

namespace Caisse.MerchantNetwork.Tests;

/// <summary>Things that look real.</summary>
static class Sample
{
    /// <summary>A French IBAN with right check digits, a different one for each number.</summary>
    internal static string Iban(int number)
    {
        var account = number.ToString("D23", CultureInfo.InvariantCulture);
        var check = 98 - (BigInteger.Parse($"{account}152700", CultureInfo.InvariantCulture) % 97);
        return $"FR{(int)check:00}{account}";
    }

    /// <summary>A request that a point of sale be written down; what matters to a test is given.</summary>
    internal static object Application(
        string name = "Épicerie du Lez", string kind = "shop", double latitude = 43.611,
        double longitude = 3.877, string[]? categories = null, int account = 1,
        string? legalName = null, string? hours = null) => new
        {
            name,
            kind,
            place = new { street = "3 rue Foch", postalCode = "34000", city = "Lattes", latitude, longitude },
            hours,
            categories = categories ?? ["vegetables", "bread"],
            iban = Iban(account),
            legalName = legalName ?? $"{name} SARL",
            legalIdentifier = "81234567800012",
        };
}
