using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Caisse.ServiceDefaults;

/// <summary>Lists what a service could not handle.</summary>
static class ListFailedMessages
{
    internal static void Map(RouteGroupBuilder platform, string service) =>
        platform.MapGet($"/operations/{service}/failed-messages", HandleAsync)
            .Describe(
                $"listFailedMessagesOf-{service}", $"List what {service} could not handle after all retries.")
            .Allow(Grants.Operator);

    static async Task<Answer<Page<FailedMessage>>> HandleAsync(
        FailedMessages messages, CancellationToken cancel) =>
        new Page<FailedMessage>(await messages.ListAsync(cancel), null);
}

/// <summary>Gives a failed message to its service again.</summary>
static class ReplayFailedMessage
{
    internal static void Map(RouteGroupBuilder platform, string service) =>
        platform.MapPost($"/operations/{service}/failed-messages/{{messageId:guid}}/replay", HandleAsync)
            .Describe($"replayFailedMessageOf-{service}", $"Deliver a failed message to {service} again.")
            .Allow(Grants.Operator);

    internal sealed record Replayed(Guid MessageId);

    static async Task<Answer<Replayed>> HandleAsync(
        Guid messageId, FailedMessages messages, CancellationToken cancel) =>
        await messages.ReplayAsync(messageId, cancel)
            ? new Replayed(messageId)
            : new Refusal(
                StatusCodes.Status404NotFound, "not-found", $"No failed message has the id {messageId}.");
}
