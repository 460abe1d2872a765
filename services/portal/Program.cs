await Caisse.Portal.PortalHost.Build(args).RunAsync();
