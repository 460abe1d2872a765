namespace ThirdParty;

/// <summary>What a day at a till asks of the API, whichever generator the client comes from.</summary>
interface ITillClient
{
    Task<Credentials> RegisterTillAsync(string name);

    /// <summary>A token; null while the till is not known yet.</summary>
    Task<string?> SignInAsync(Credentials till);

    Task<Paid> PayAsync(Guid key, string card, long amountCents);

    /// <summary>What has been refunded of the payment, in cents.</summary>
    Task<long> RefundAsync(Guid key, Guid paymentId, long amountCents);

    /// <summary>The type of the problem with which a payment by this card is refused; null when it is not.</summary>
    Task<string?> ReadRefusalAsync(Guid key, string card, long amountCents);

    Task<Takings> ReadStatementAsync(DateOnly day);
}

sealed record Credentials(string Id, string Secret);

sealed record Paid(Guid Id, long MonaCents);

sealed record Takings(long NetCents, int Movements);
