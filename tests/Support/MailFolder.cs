using System.Text.RegularExpressions;
using MimeKit;

namespace Caisse.Support;

/// <summary>The folder in which identity leaves its mail, one file a message.</summary>
public sealed partial class MailFolder(string folder)
{
    /// <summary>A folder of a test's own.</summary>
    public static string NewFolder() =>
        Directory.CreateTempSubdirectory("caisse-mail-").FullName;

    /// <summary>Forgets what has come for an address.</summary>
    public void Empty(string email)
    {
        foreach (var file in Files()
            .Where(file => MimeMessage.Load(file).To.Mailboxes.Any(box => box.Address == email)))
        {
            File.Delete(file);
        }
    }

    /// <summary>Waits for the n-th mail to an address; oldest first.</summary>
    public Task<MimeMessage> WaitAsync(string email, int nth = 1) => Eventually.GetAsync(
        $"mail {nth} to {email}", () => Task.FromResult(To(email).ElementAtOrDefault(nth - 1)));

    /// <summary>Waits for the n-th mail to an address that brings a code; the code.</summary>
    public Task<string> WaitForCodeAsync(string email, int nth = 1) => Eventually.GetAsync(
        $"code {nth} for {email}",
        () => Task.FromResult(
            To(email).Select(CodeIn).Where(code => code.Length > 0).ElementAtOrDefault(nth - 1)));

    /// <summary>What has come for an address, the oldest first.</summary>
    public IEnumerable<MimeMessage> To(string email) => Files()
        .Order(StringComparer.Ordinal).Select(file => MimeMessage.Load(file))
        .Where(message => message.To.Mailboxes.Any(box => box.Address == email));

    /// <summary>The folder is there once there is a mail.</summary>
    string[] Files() => Directory.Exists(folder) ? Directory.GetFiles(folder, "*.eml") : [];

    /// <summary>The six digits that a subject begins with.</summary>
    public static string CodeIn(MimeMessage message) =>
        Code().Match(message.Subject ?? "").Value.Replace(" ", "", StringComparison.Ordinal);

    /// <summary>The address, on this platform, of the one link in a mail.</summary>
    public static string LinkIn(MimeMessage message) => new Uri(
        message.TextBody!.Split('\n').Single(line => line.Contains("://", StringComparison.Ordinal)).Trim())
        .AbsolutePath;

    [GeneratedRegex(@"^\d{3} \d{3}")]
    private static partial Regex Code();
}
