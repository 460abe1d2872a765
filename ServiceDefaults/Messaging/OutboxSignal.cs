namespace Caisse.ServiceDefaults;

/// <summary>
/// Wakes the relay of this process as soon as a transaction with events has committed. PostgreSQL's notify
/// would do the same at the price of one lock that every committing transaction of the database takes.
/// </summary>
public sealed class OutboxSignal : WakeUp;
