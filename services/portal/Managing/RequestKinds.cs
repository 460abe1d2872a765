namespace Caisse.Portal.Managing;

/// <summary>What needs a second person: the word in our addresses, and the path in the API.</summary>
sealed record RequestKind(string Name, string Path);

static class RequestKinds
{
    internal static readonly RequestKind Supplement = new("supplement", "supplements");
    internal static readonly RequestKind Correction = new("correction", "corrections");
    internal static readonly RequestKind Vouchers = new("bons", "voucher-batches");

    internal static readonly IReadOnlyList<RequestKind> All = [Supplement, Correction, Vouchers];

    internal static RequestKind? Of(string name) => All.FirstOrDefault(kind => kind.Name == name);
}
