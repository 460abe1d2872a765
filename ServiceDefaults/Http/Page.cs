using System.Buffers.Text;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text;
using Microsoft.AspNetCore.Mvc;

namespace Caisse.ServiceDefaults;

/// <summary>A page of a list.</summary>
/// <param name="Items">At most as many as were asked for.</param>
/// <param name="Next">Cursor to ask for the next page with, or null at the end.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>
/// Which page is asked for: <c>?limit=</c> (default 50, at most 500) and <c>?after=</c>
/// (a page's <c>next</c>).
/// </summary>
public sealed class PageRequest
{
    const int DefaultLimit = 50;
    const int LargestLimit = 500;

    /// <summary>How many entries at most.</summary>
    [FromQuery(Name = "limit")]
    [Range(1, LargestLimit)]
    [DefaultValue(DefaultLimit)]
    public int? Limit { get; init; }

    /// <summary>Cursor: the <c>next</c> of the page before.</summary>
    [FromQuery(Name = "after")]
    [StringLength(Check.LongestText)]
    public string? After { get; init; }

    /// <summary>One row more than asked for, which tells whether there is a next page.</summary>
    public int Fetch => Size + 1;

    int Size => Limit ?? DefaultLimit;

    /// <summary>The key after which the page starts; null for the first page.</summary>
    public string? AfterKey => TryDecode(After, out var key) ? key : null;

    /// <summary>The key as an id.</summary>
    public Guid? AfterId => Guid.TryParse(AfterKey, out var id) ? id : null;

    /// <summary>The key as a number.</summary>
    public long? AfterNumber => long.TryParse(AfterKey, out var number) ? number : null;

    /// <summary>What is wrong with the request, or null.</summary>
    public Refusal? Problem => new Check()
        .That(Size is >= 1 and <= LargestLimit, "limit", $"must be from 1 to {LargestLimit}.")
        .That(After is null || TryDecode(After, out _), "after", "must be the \"next\" of an earlier page.")
        .Problem;

    /// <summary>Makes the page from the rows fetched, the key of the last one its cursor.</summary>
    public Page<T> Of<T>(IReadOnlyList<T> fetched, Func<T, object> key)
    {
        ArgumentNullException.ThrowIfNull(fetched);
        ArgumentNullException.ThrowIfNull(key);
        return fetched.Count <= Size
            ? new Page<T>(fetched, null)
            : new Page<T>([.. fetched.Take(Size)], Encode(key(fetched[Size - 1]).ToString()!));
    }

    static string Encode(string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key));

    static bool TryDecode(string? cursor, out string key)
    {
        key = "";
        if (cursor is null || cursor.Length > Check.LongestText || !Base64Url.IsValid(cursor))
        {
            return false;
        }
        key = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
        return Guid.TryParse(key, out _) || long.TryParse(key, out _);
    }
}
