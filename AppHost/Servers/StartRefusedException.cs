namespace Caisse.Servers;

/// <summary>
/// Starting is not possible, and the message is one sentence that says what to do about it.
/// </summary>
public sealed class StartRefusedException(string sentence) : Exception(sentence);
