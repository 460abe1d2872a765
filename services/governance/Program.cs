using Caisse.Governance;

await Caisse.ServiceDefaults.CaisseHost.RunAsync<GovernanceService>(args);
