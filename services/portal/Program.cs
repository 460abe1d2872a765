using Caisse.Portal;
using Caisse.ServiceDefaults;

await CaisseHost.RunAsync(() => PortalHost.Build(args));
