#if CONTAINERS
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;
#else
using Caisse.AppHost.Processes;
#endif

var builder = DistributedApplication.CreateBuilder(args);

var postgres = builder.AddPostgres("postgres").WithDataVolume();
var messaging = builder.AddRabbitMQ("messaging").WithDataVolume();
// The first person who may do anything: founds caisses and hands out rights. Chosen once, kept with the data.
var operatorSecret = builder.AddParameter(
    "operator-secret", new GenerateParameterDefault { MinLength = 32, Special = false },
    secret: true, persist: true);

var identity = AddService("identity", "../services/identity/Identity.csproj")
    .WithEnvironment("Bootstrap__OperatorClientId", "operator")
    .WithEnvironment("Bootstrap__OperatorClientSecret", operatorSecret);
var membership = AddService("membership", "../services/membership/Membership.csproj").WithReference(identity);
var contributions = AddService("contributions", "../services/contributions/Contributions.csproj")
    .WithReference(identity);
var wallet = AddService("wallet", "../services/wallet/Wallet.csproj").WithReference(identity);
var merchantNetwork = AddService("merchant-network", "../services/merchant-network/MerchantNetwork.csproj")
    .WithReference(identity);
var governance = AddService("governance", "../services/governance/Governance.csproj").WithReference(identity);

var gateway = builder.AddProject("gateway", "../gateway/Gateway.csproj")
    .WithReference(identity).WaitFor(identity)
    .WithReference(membership).WaitFor(membership)
    .WithReference(contributions).WaitFor(contributions)
    .WithReference(wallet).WaitFor(wallet)
    .WithReference(merchantNetwork).WaitFor(merchantNetwork)
    .WithReference(governance).WaitFor(governance)
    .WithHttpEndpoint(port: 8080)
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health/ready");

// The web pages are a client of the gateway, which passes on to them whatever is for people.
var portal = AddService("portal", "../services/portal/Portal.csproj").WithReference(gateway);
gateway.WithReference(portal).WaitFor(portal);

// Tokens and the API's description name the address that the gateway was given.
foreach (var one in (IResourceBuilder<ProjectResource>[])
    [identity, membership, contributions, wallet, merchantNetwork, governance, gateway, portal])
    one.WithEnvironment("Tokens__Issuer", gateway.GetEndpoint("http"));

if (!args.Contains("--no-demo"))
    builder.AddProject("demo", "../services/demo/Demo.csproj")
        .WithReference(gateway).WaitFor(gateway)
        .WithEnvironment("Bootstrap__OperatorClientId", "operator")
        .WithEnvironment("Bootstrap__OperatorClientSecret", operatorSecret);

builder.Build().Run();

// Every service has its own database and owner, the broker, an address and a health check.
IResourceBuilder<ProjectResource> AddService(string name, string projectPath)
{
    var database = postgres.AddDatabase($"{name}-database", name);
    var service = builder.AddProject(name, projectPath)
        .WithReference(database, connectionName: name).WaitFor(database)
        .WithReference(messaging).WaitFor(messaging)
        .WithHttpEndpoint()
        .WithHttpHealthCheck("/health/ready");
    // The demonstration plays a year in minutes, so in development a request may say when it happens.
    return builder.Environment.IsDevelopment()
        ? service.WithEnvironment("Clock__RequestTime", "true")
        : service;
}
