using Caisse.Contributions;
using Caisse.ServiceDefaults;

await CaisseHost.RunAsync<ContributionsService>(args);
