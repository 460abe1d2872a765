using Caisse.Gateway;

await GatewayHost.Build(args).RunAsync();
