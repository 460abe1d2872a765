using Caisse.LedgerVerifier;

return Verification.Run(args, Console.Out, Console.Error);
