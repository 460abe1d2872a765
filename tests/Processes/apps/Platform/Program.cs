using Caisse.Servers;

// A list like the AppHost's, of which a test starts the parts it is about: PLATFORM names them.
const string Project = "../Service/Service.csproj";
var parts = (Environment.GetEnvironmentVariable("PLATFORM") ?? "").Split(',');
var builder = DistributedApplication.CreateBuilder(args);
var secret = builder.AddParameter(
    "operator-secret", new GenerateParameterDefault { MinLength = 32, Special = false },
    secret: true, persist: true);

var wallet = builder.AddProject("wallet", Project)
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health/ready")
    .WithEnvironment("Bootstrap__OperatorClientSecret", secret);

if (parts.Contains("postgres"))
    wallet.WithReference(builder.AddPostgres("postgres").AddDatabase("wallet-database", "wallet"), "wallet");

if (parts.Contains("messaging"))
    wallet.WithReference(builder.AddRabbitMQ("messaging"));

builder.AddProject("gateway", Project)
    .WithReference(wallet).WaitFor(wallet)
    .WithHttpEndpoint(port: 8080)
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health/ready");

if (parts.Contains("chores"))
{
    builder.AddProject("good-chore", Project).WithEnvironment("CHORE", "0").WaitFor(wallet);
    builder.AddProject("bad-chore", Project).WithEnvironment("CHORE", "3").WaitFor(wallet);
}

builder.Build().Run();
