using System.Text.Json.Nodes;
using Caisse.Contributions;
using Caisse.Gateway.Describing;
using Caisse.Gateway.Routing;
using Caisse.Governance;
using Caisse.Identity;
using Caisse.Membership;
using Caisse.MerchantNetwork;
using Caisse.ServiceDefaults;
using Caisse.Wallet;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Caisse.Contracts.Tests.Describing;

/// <summary>
/// The description of the whole API, as the gateway publishes it. Services are built for it and not started:
/// what they say of themselves needs no database and no broker.
/// </summary>
static class PublicApi
{
    const string Server = "https://caisse.example";
    const string NoDatabase = "Host=nowhere.invalid;Database=none;Username=nobody;Password=none";

    static readonly Lazy<Task<JsonObject>> Merged = new(MergeAsync);

    internal static async Task<JsonObject> DescribeAsync() =>
        (await Merged.Value).DeepClone().AsObject();

    static async Task<JsonObject> MergeAsync()
    {
        Part[] parts =
        [
            await DescribeAsync<IdentityService>(),
            await DescribeAsync<MembershipService>(),
            await DescribeAsync<ContributionsService>(),
            await DescribeAsync<WalletService>(),
            await DescribeAsync<MerchantNetworkService>(),
            await DescribeAsync<GovernanceService>(),
        ];
        var order = Service.Names.ToList();
        return MergeDescriptions.Merge([.. parts.OrderBy(part => order.IndexOf(part.Service))], Server);
    }

    static async Task<Part> DescribeAsync<TService>() where TService : ICaisseService
    {
        await using var app = CaisseHost.Build<TService>(
        [
            "--environment=Development", "--Clock:RequestTime=true", "--Logging:LogLevel:Default=Error",
            $"--ConnectionStrings:{TService.Name}={NoDatabase}",
            "--ConnectionStrings:messaging=amqp://nowhere.invalid",
            "--services:identity:http:0=http://nowhere.invalid",
        ]);
        // Starting would do this: from here on the endpoints are known to those who describe them.
        app.UseEndpoints(_ => { });
        var described = await app.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>("v1")
            .GetOpenApiDocumentAsync();
        var text = await described.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1);
        return new Part(TService.Name, JsonNode.Parse(text)!.AsObject());
    }
}
