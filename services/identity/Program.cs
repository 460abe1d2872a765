using Caisse.Identity;
using Caisse.ServiceDefaults;

await CaisseHost.RunAsync<IdentityService>(args);
