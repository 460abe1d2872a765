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

    const int LongestKey = 100;

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
        var operation = $"{http.Request.Method} {http.Request.Path}";
        var hash =
            SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request, request.GetType(), CaisseJson.Http));
        await using var work = await database.BeginAsync(caller, cancel);
        var parameters = new { caller.Caisse, Caller = caller.Subject, Key = Value, operation, hash };
        if (await work.ExecuteAsync(InsertKey, parameters) == 0)
        {
            return await RepeatAsync<T>(work, parameters, operation, hash);
        }
        var answer = await act(work);
        var kept = answer.Keep(http);
        await work.ExecuteAsync(KeepAnswer, new
        {
            caller.Caisse, Caller = caller.Subject, Key = Value,
            kept.Status, kept.Location, kept.Body,
        });
        await work.CommitAsync(cancel);
        return answer;
    }

    static async Task<Answer<T>> RepeatAsync<T>(Work work, object parameters, string operation, byte[] hash)
    {
        var (operationBefore, hashBefore, status, location, body) =
            await work.OneAsync<(string, byte[], int, string?, string)>(ReadAnswer, parameters);
        return operationBefore == operation && hashBefore.AsSpan().SequenceEqual(hash)
            ? new Answer<T> { Kept = new KeptAnswer(status, location, body) }
            : Refusal.Unprocessable(
                "idempotency-key-reused", $"This {Header} was used before for another request.");
    }

    const string InsertKey =
        """
        insert into idempotency (caisse_id, caller, key, operation, request_hash)
        values (@Caisse, @Caller, @Key, @operation, @hash)
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
