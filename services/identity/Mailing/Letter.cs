namespace Caisse.Identity.Mailing;

/// <summary>A mail in plain text, with one link at most.</summary>
sealed record Letter(string To, string Subject, string Body);
