using Caisse.AppHost;

return await Platform.RunAsync(args, List);

// Everything that runs, and who needs whom.
static void List(Platform platform)
{
    var servers = platform.AddServers();
    // The first person who may do anything: founds caisses and hands out rights. Kept with the data.
    var operatorSecret = platform.AddSecret("operator-secret");
    // Identity lets the web pages sign people in by it.
    var portalSecret = platform.AddSecret("portal-secret");

    var identity = AddService<Projects.Identity>("identity")
        .WithEnvironment("Bootstrap__OperatorClientId", "operator")
        .WithEnvironment("Bootstrap__OperatorClientSecret", operatorSecret)
        .WithEnvironment("Portal__ClientSecret", portalSecret);
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
    // The web pages are a client of the gateway, which passes on to them whatever is for people.
    var portal = AddWithDatabase<Projects.Portal>("portal")
        .WithReference(gateway)
        .WithEnvironment("Portal__ClientSecret", portalSecret);
    foreach (var service in services.Append(portal))
        gateway.WithReference(service).WaitForStarted(service, platform);

    // Tokens and the API's description name the address that the gateway was given.
    foreach (var program in services.Append(portal).Append(gateway))
        program.WithEnvironment("Tokens__Issuer", gateway.GetEndpoint("http"));

    if (platform.Options.Demo)
    {
        // Numbers that are kept for films and examples.
        portal.WithDevelopmentEnvironment("Contacts__montpellier__Phone", "04 65 71 12 34")
            .WithDevelopmentEnvironment("Contacts__montpellier__Hours", "du lundi au vendredi, 9 h à 18 h")
            .WithDevelopmentEnvironment("Contacts__nantes__Phone", "02 61 91 12 34")
            .WithDevelopmentEnvironment("Contacts__nantes__Hours", "le mardi et le jeudi, 14 h à 18 h");
        platform.AddProgram<Projects.Demo>(Programs.Demo)
            .WithReference(gateway).WaitForStarted(gateway, platform)
            .WithEnvironment("Bootstrap__OperatorClientId", "operator")
            .WithEnvironment("Bootstrap__OperatorClientSecret", operatorSecret);
    }

    // Every service has its own database and owner, the broker, an address and a health check.
    IResourceBuilder<IProgram> AddService<TProject>(string name) where TProject : IProjectMetadata, new() =>
        AddWithDatabase<TProject>(name)
            .WithReference(servers.Messaging).WaitFor(servers.Messaging)
            // The demonstration plays a year in minutes, so in development a request may say when it happens.
            .WithDevelopmentEnvironment("Clock__RequestTime", "true");

    IResourceBuilder<IProgram> AddWithDatabase<TProject>(string name) where TProject : IProjectMetadata, new()
    {
        var database = servers.AddDatabase($"{name}-database", name);
        return platform.AddProgram<TProject>(name)
            .WithReference(database, connectionName: name).WaitFor(database)
            .WithPrivateEndpoint(platform)
            .WithReadiness(platform);
    }
}
