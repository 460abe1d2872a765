using Caisse.Membership;
using Caisse.ServiceDefaults;

await CaisseHost.RunAsync<MembershipService>(args);
