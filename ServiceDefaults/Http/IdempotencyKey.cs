using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Caisse.ServiceDefaults;

/// <summary>
/// The <c>Idempotency-Key</c> of a request that moves money: the same key with the same body gets the first
/// answer, with another body 422. Kept for 31 days, per caisse and caller.
/// </summary>
public sealed class IdempotencyKey : IEndpointParameterMetadataProvider
{
    /// <summary>Name of the header.</summary>
    public const string Header = "Idempotency-Key";

    internal const int LongestKey = 100;

    readonly HttpContext http;

    IdempotencyKey(HttpContext http, string value) => (this.http, Value) = (http, value);

    /// <summary>The key as sent.</summary>
    public string Value { get; }

    /// <summary>
    /// Reads the key from the request's headers; null where the use case takes it as
    /// nullable and none was sent.
    /// </summary>
    /// <exception cref="BadHttpRequestException">The header is missing or too long.</exception>
    public static ValueTask<IdempotencyKey?> BindAsync(HttpContext http, ParameterInfo parameter)
    {
        ArgumentNullException.ThrowIfNull(http);
        var value = http.Request.Headers[Header].ToString();
        if (value.Length == 0 && IsOptional(parameter))
        {
            return ValueTask.FromResult<IdempotencyKey?>(null);
        }
        return value.Length is > 0 and <= LongestKey
            ? ValueTask.FromResult<IdempotencyKey?>(new IdempotencyKey(http, value))
            : throw new BadHttpRequestException(
                $"Send a header {Header} of 1 to {LongestKey} characters with this request.");
    }

    /// <inheritdoc />
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder?.Metadata.Add(new TakesIdempotencyKey(IsRequired: !IsOptional(parameter)));

    static bool IsOptional(ParameterInfo parameter) =>
        new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable;

    /// <summary>
    /// Does something once for this key, in one transaction with the answer it gave: an answer is kept even
    /// when it is a refusal. A second request with the key waits for the first, then gets its answer.
    /// </summary>
    public async Task<Answer<T>> OnceAsync<T>(
        Database database, Caller caller, object request, Func<Work, Task<Answer<T>>> act,
        CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(act);
        var keyed = With(caller, request);
        await using var work = await database.BeginAsync(caller, cancel);
        var parameters = new { work.Caisse, keyed.Caller, keyed.Key, keyed.Operation, keyed.Hash };
        if (await work.ExecuteAsync(InsertKey, parameters) == 0)
        {
            var (operation, hash, status, location, body) =
                await work.OneAsync<(string, byte[], int, string?, string)>(ReadAnswer, parameters);
            return keyed.Repeat<T>(operation, hash, new KeptAnswer(status, location, body));
        }
        var answer = await act(work);
        var kept = keyed.Keep(answer);
        await work.ExecuteAsync(
            KeepAnswer, new { work.Caisse, keyed.Caller, keyed.Key, kept.Status, kept.Location, kept.Body });
        await work.CommitAsync(cancel);
        return answer;
    }

    /// <summary>
    /// The request under its key, for those who keep answers themselves in the table <c>idempotency</c>.
    /// </summary>
    public KeyedRequest With(Caller caller, object request)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(request);
        return new KeyedRequest(
            caller.Subject, Value, $"{http.Request.Method} {http.Request.Path}",
            SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request, request.GetType(), CaisseJson.Http)),
            AnswerForm.Of(http));
    }

    const string InsertKey =
        """
        insert into idempotency (caisse_id, caller, key, operation, request_hash)
        values (@Caisse, @Caller, @Key, @Operation, @Hash)
        on conflict do nothing
        """;

    const string ReadAnswer =
        """
        select operation, request_hash, status, location, body
        from idempotency where caisse_id = @Caisse and caller = @Caller and key = @Key
        """;

    const string KeepAnswer =
        """
        update idempotency set status = @Status, location = @Location, body = @Body
        where caisse_id = @Caisse and caller = @Caller and key = @Key
        """;
}

/// <summary>A request as its key remembers it.</summary>
/// <param name="Caller">Whose key it is.</param>
/// <param name="Key">The key.</param>
/// <param name="Operation">Method and path.</param>
/// <param name="Hash">SHA-256 of the body.</param>
/// <param name="Form">How an answer to it is written.</param>
public sealed record KeyedRequest(
    string Caller, string Key, string Operation, byte[] Hash, AnswerForm Form)
{
    /// <summary>The answer as it is written, and as it is kept for a request that is repeated.</summary>
    public KeptAnswer Keep<T>(Answer<T> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return answer.Keep(Form);
    }

    /// <summary>
    /// What a request gets whose key is known: the first answer, or 422 when it was another request.
    /// </summary>
    /// <param name="operation">Method and path under which the key is known.</param>
    /// <param name="hash">Hash of the body under which it is known.</param>
    /// <param name="kept">The first answer.</param>
    public Answer<T> Repeat<T>(string operation, ReadOnlySpan<byte> hash, KeptAnswer kept) =>
        operation == Operation && hash.SequenceEqual(Hash)
            ? new Answer<T> { Kept = kept }
            : Refusal.Unprocessable(
                "idempotency-key-reused",
                $"This {IdempotencyKey.Header} was used before for another request.");
}

/// <summary>Use cases that take a key when the caller sends one, and otherwise simply act.</summary>
public static class OptionalIdempotencyKey
{
    /// <summary>
    /// Once for the key where there is one; nothing is committed when the answer is a refusal without one.
    /// </summary>
    public static async Task<Answer<T>> OnceIfKeyedAsync<T>(
        this IdempotencyKey? key, Database database, Caller caller, object request,
        Func<Work, Task<Answer<T>>> act, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(act);
        if (key is not null)
        {
            return await key.OnceAsync(database, caller, request, act, cancel);
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var answer = await act(work);
        if (answer.Refusal is null)
        {
            await work.CommitAsync(cancel);
        }
        return answer;
    }
}

/// <summary>Says that an endpoint takes an <c>Idempotency-Key</c>.</summary>
/// <param name="IsRequired">Whether it is refused without one.</param>
public sealed record TakesIdempotencyKey(bool IsRequired);
