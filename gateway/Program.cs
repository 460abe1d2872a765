using Caisse.Gateway;
using Caisse.ServiceDefaults;

await CaisseHost.RunAsync(() => GatewayHost.Build(args));
