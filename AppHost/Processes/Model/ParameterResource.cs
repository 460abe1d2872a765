namespace Caisse.AppHost.Processes;

/// <summary>A value that is made up on the first start and kept with the data.</summary>
public sealed class ParameterResource(string name) : Resource(name);

/// <summary>
/// Here every generated value has 48 hexadecimal digits; the properties are those of Aspire.
/// </summary>
public sealed class GenerateParameterDefault
{
    public int MinLength { get; set; }

    public bool Special { get; set; }
}
