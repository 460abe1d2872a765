using System.Globalization;

namespace Caisse.Wallet.Domain;

/// <summary>Amounts in words: 840 cents are "8.40", in French "8,40".</summary>
static class Cents
{
    static readonly CultureInfo French = CultureInfo.GetCultureInfo("fr-FR");

    internal static string Text(long cents) => (cents / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    internal static string FrenchText(long cents) => (cents / 100m).ToString("0.00", French);
}
