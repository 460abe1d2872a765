using Caisse.AppHost;

return await Platform.RunAsync(args, List);

// Everything that runs, and who needs whom.
static void List(Platform platform)
{
    var servers = platform.AddServers();
    // The first person who may do anything: founds caisses and hands out rights. Chosen once, kept with data.
    var operatorSecret = platform.AddSecret("operator-secret");

    var identity = AddService<Projects.Identity>("identity")
        .WithEnvironment("Bootstrap__OperatorClientId", "operator")
        .WithEnvironment("Bootstrap__OperatorClientSecret", operatorSecret);
    IResourceBuilder<IProgram>[] services =
    [
        identity,
        AddService<Projects.Membership>("membership").WithReference(identity),
        AddService<Projects.Contributions>("contributions").WithReference(identity),
        AddService<Projects.Wallet>("wallet").WithReference(identity),
        AddService<Projects.MerchantNetwork>("merchant-network").WithReference(identity),
        AddService<Projects.Governance>("governance").WithReference(identity),
    ];

    var gateway = platform.AddProgram<Projects.Gateway>("gateway")
        .WithPublicEndpoint(platform)
        .WithReadiness(platform);
    foreach (var service in services) gateway.WithReference(service).WaitForStarted(service, platform);

    // Tokens and the API's description name the address that the gateway was given.
    foreach (var program in services.Append(gateway))
        program.WithEnvironment("Tokens__Issuer", gateway.GetEndpoint("http"));

    if (platform.Options.Demo)
        platform.AddProgram<Projects.Demo>(Programs.Demo)
            .WithReference(gateway).WaitForStarted(gateway, platform)
            .WithEnvironment("Bootstrap__OperatorClientId", "operator")
            .WithEnvironment("Bootstrap__OperatorClientSecret", operatorSecret);

    // Every service has its own database and owner, the broker, an address and a health check.
    IResourceBuilder<IProgram> AddService<TProject>(string name) where TProject : IProjectMetadata, new()
    {
        var database = servers.AddDatabase($"{name}-database", name);
        return platform.AddProgram<TProject>(name)
            .WithReference(database, connectionName: name).WaitFor(database)
            .WithReference(servers.Messaging).WaitFor(servers.Messaging)
            .WithPrivateEndpoint(platform)
            .WithReadiness(platform)
            // The demonstration plays a year in minutes, so in development a request may say when it happens.
            .WithDevelopmentEnvironment("Clock__RequestTime", "true");
    }
}
