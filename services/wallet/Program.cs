using Caisse.ServiceDefaults;
using Caisse.Wallet;

await CaisseHost.RunAsync<WalletService>(args);
