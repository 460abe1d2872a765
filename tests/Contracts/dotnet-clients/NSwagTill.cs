using ThirdParty.NSwag;

namespace ThirdParty
{
    sealed class NSwagTill(Play play, string? token) : ITillClient
    {
        readonly CaisseClient client = new(play.Connect(token)) { BaseUrl = play.Address };

        public async Task<Credentials> RegisterTillAsync(string name)
        {
            var till = await client.RegisterTillAsync(
                play.Caisse, play.PointOfSaleId, new TillRequest { Name = name });
            return new Credentials(till.ClientId, till.ClientSecret!);
        }

        public async Task<string?> SignInAsync(Credentials till)
        {
            try
            {
                var answer = await client.IssueTokenAsync(new TokenForm
                {
                    Grant_type = "client_credentials",
                    Client_id = till.Id,
                    Client_secret = till.Secret,
                });
                return answer.Access_token;
            }
            catch (ApiException<TokenError>)
            {
                return null;
            }
        }

        public async Task<Paid> PayAsync(Guid key, string card, long amountCents)
        {
            var payment = await client.PayPointOfSaleAsync(play.Caisse, key.ToString(), new PayRequest
            {
                PointOfSaleId = play.PointOfSaleId,
                Means = new MeansRequest { Card = card },
                AmountCents = amountCents,
                Capture = true,
            });
            return new Paid(payment.Id, payment.MonaCents);
        }

        public async Task<long> RefundAsync(Guid key, Guid paymentId, long amountCents)
        {
            var refund = await client.RefundPaymentAsync(
                play.Caisse, paymentId, key.ToString(), new RefundRequest { AmountCents = amountCents });
            return refund.RefundedCents;
        }

        public async Task<string?> ReadRefusalAsync(Guid key, string card, long amountCents)
        {
            try
            {
                await PayAsync(key, card, amountCents);
                return null;
            }
            catch (ApiException<ProblemDetails> refused)
            {
                return refused.Result.Type?.ToString();
            }
        }

        public async Task<Takings> ReadStatementAsync(DateOnly day)
        {
            var date = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
            var statement = await client.MerchantNetworkReadStatementAsync(
                play.Caisse, play.PointOfSaleId, date, date);
            return new Takings(statement.NetCents, statement.Movements.Count);
        }
    }
}

namespace ThirdParty.NSwag
{
    /// <summary>
    /// What a decision changes, {"kind", "value"}. Of several kinds NSwag uses one name, after the property where it
    /// meets them first, and leaves the class to whoever uses it.
    /// </summary>
    public sealed class FoundingRules : Dictionary<string, object>;
}
