using MimeKit;

namespace Caisse.Identity.Mailing;

/// <summary>Writes one file a message, for development and tests.</summary>
sealed class FolderDelivery(string folder) : IDelivery
{
    public async Task DeliverAsync(MimeMessage message, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        var name = Path.Combine(folder, $"{Guid.CreateVersion7():N}");
        await message.WriteToAsync($"{name}.part", cancel);
        // Whoever watches the folder sees whole messages only.
        File.Move($"{name}.part", $"{name}.eml");
    }
}
