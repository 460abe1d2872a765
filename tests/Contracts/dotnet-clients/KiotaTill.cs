using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Http.HttpClientLibrary;
using ThirdParty.Kiota;
using ThirdParty.Kiota.Models;
using ThirdParty.Kiota.V1.Caisses.Item;

namespace ThirdParty;

sealed class KiotaTill(Play play, string? token) : ITillClient
{
    readonly CaisseClient client = new(
        new HttpClientRequestAdapter(new AnonymousAuthenticationProvider(), httpClient: play.Connect(token))
        {
            BaseUrl = play.Address,
        });

    WithCaisseItemRequestBuilder Caisse => client.V1.Caisses[play.Caisse];

    public async Task<Credentials> RegisterTillAsync(string name)
    {
        var till = await Caisse.PointsOfSale[play.PointOfSaleId].Tills.PostAsync(new TillRequest { Name = name });
        return new Credentials(till!.ClientId!, till.ClientSecret!);
    }

    public async Task<string?> SignInAsync(Credentials till)
    {
        try
        {
            var answer = await client.Oauth.Token.PostAsync(new TokenForm
            {
                GrantType = "client_credentials",
                ClientId = till.Id,
                ClientSecret = till.Secret,
            });
            return answer!.AccessToken;
        }
        catch (TokenError)
        {
            return null;
        }
    }

    public async Task<Paid> PayAsync(Guid key, string card, long amountCents)
    {
        var payment = await Caisse.Payments.PostAsync(
            new PayRequest
            {
                PointOfSaleId = play.PointOfSaleId,
                Means = new MeansRequest { Card = card },
                AmountCents = amountCents,
                Capture = true,
            },
            request => Once(request.Headers, key));
        return new Paid(payment!.Id!.Value, payment.MonaCents!.Value);
    }

    public async Task<long> RefundAsync(Guid key, Guid paymentId, long amountCents)
    {
        var refund = await Caisse.Payments[paymentId].Refunds.PostAsync(
            new RefundRequest { AmountCents = amountCents }, request => Once(request.Headers, key));
        return refund!.RefundedCents!.Value;
    }

    public async Task<string?> ReadRefusalAsync(Guid key, string card, long amountCents)
    {
        try
        {
            await PayAsync(key, card, amountCents);
            return null;
        }
        catch (ProblemDetails problem)
        {
            return problem.Type;
        }
    }

    public async Task<Takings> ReadStatementAsync(DateOnly day)
    {
        var date = new Date(day.Year, day.Month, day.Day);
        var statement = await Caisse.PointsOfSale[play.PointOfSaleId].Statement.GetAsync(request =>
            (request.QueryParameters.From, request.QueryParameters.To) = (date, date));
        return new Takings(statement!.NetCents!.Value, statement.Movements!.Count);
    }

    static void Once(RequestHeaders headers, Guid key) => headers.Add("Idempotency-Key", key.ToString());
}
