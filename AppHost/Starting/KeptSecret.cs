using Aspire.Hosting.Publishing;

namespace Caisse.AppHost;

/// <summary>
/// The value of a parameter that is made up on the first start and kept with the data; whoever deploys from
/// the manifest makes up their own.
/// </summary>
/// <param name="read">Null where nothing is run.</param>
internal sealed class KeptSecret(Func<string>? read) : ParameterDefault
{
    private const int LengthCharacters = 32;

    private readonly GenerateParameterDefault elsewhere =
        new() { MinLength = LengthCharacters, Special = false };

    public override string GetDefaultValue() => read?.Invoke() ?? elsewhere.GetDefaultValue();

    public override void WriteToManifest(ManifestPublishingContext context) =>
        elsewhere.WriteToManifest(context);
}
