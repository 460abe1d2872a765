using Caisse.MerchantNetwork;
using Caisse.ServiceDefaults;

await CaisseHost.RunAsync<MerchantNetworkService>(args);
