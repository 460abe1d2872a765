using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Caisse.ServiceDefaults;

/// <summary>How the platform writes JSON: camelCase, nulls kept, letters as they are.</summary>
public static class CaisseJson
{
    /// <summary>
    /// For events, files and what is kept: fields not known are passed over, since contracts grow.
    /// </summary>
    public static JsonSerializerOptions Events { get; } = Configure(new(JsonSerializerDefaults.Web));

    /// <summary>
    /// For requests and answers: a field not known is an error, since it is most likely a misspelt one.
    /// </summary>
    public static JsonSerializerOptions Http { get; } = ConfigureHttp(new(JsonSerializerDefaults.Web));

    internal static JsonSerializerOptions ConfigureHttp(JsonSerializerOptions options)
    {
        Configure(options).UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        return options;
    }

    static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        return options;
    }
}
