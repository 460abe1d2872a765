using Caisse.Identity.Accounts;

namespace Caisse.Identity.SigningIn;

/// <summary>Which of their caisses a person has just chosen; a token is for one.</summary>
sealed class ChosenCaisse(SealedCookie cookies)
{
    const string Cookie = "caisse";

    internal string? Of(HttpContext http) => cookies.Read<Choice>(http, Cookie)?.Caisse;

    internal void Keep(HttpContext http, string caisse) => cookies.Write(http, Cookie, new Choice(caisse));

    sealed record Choice(string Caisse);
}
