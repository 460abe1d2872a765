using Caisse.Support;

namespace Caisse.SystemTests;

/// <summary>Where the platform says that it answers, on whichever port it was started.</summary>
[Collection(PlatformTests.Name)]
public sealed class AddressTests(Platform platform)
{
    [Fact]
    public async Task Its_description_and_its_tokens_name_the_gateways_address()
    {
        var address = platform.Address.GetLeftPart(UriPartial.Authority);

        var description = await platform.Operator.ReadAsync("/openapi/v1.json");
        Assert.Equal(address, description.GetProperty("servers")[0].Text("url"));
        var issuer = await platform.Operator.ReadAsync("/.well-known/openid-configuration");
        Assert.Equal($"{address}/", issuer.Text("issuer"));
        Assert.Equal($"{address}/oauth/token", issuer.Text("token_endpoint"));
    }
}
