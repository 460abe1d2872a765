using System.Globalization;
using Caisse.Sortition.Commands;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
return CommandLine.Run(args, Console.Out, Console.Error, CancellationToken.None);
