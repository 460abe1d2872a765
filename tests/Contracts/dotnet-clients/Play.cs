namespace ThirdParty;

/// <summary>A household with a card, and a point of sale that takes it.</summary>
sealed record Play(
    string Address, string Clock, string Caisse, Guid PointOfSaleId, string Coordinator, string Card, DateOnly Day)
{
    /// <summary>The play is of another day; tokens are of today.</summary>
    internal HttpClient Connect(string? token)
    {
        var http = new HttpClient { BaseAddress = new Uri(Address) };
        if (token is not null)
        {
            http.DefaultRequestHeaders.Add("Authorization", $"Bearer {token}");
            http.DefaultRequestHeaders.Add("Caisse-Clock", Clock);
        }
        return http;
    }
}
