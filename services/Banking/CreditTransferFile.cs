using System.Globalization;
using System.Text;
using System.Xml;

namespace Caisse.Banking;

/// <summary>One payment of a bank file.</summary>
/// <param name="EndToEndId">Reference that it carries to whom it pays, 1 to 35 of SEPA's characters.</param>
/// <param name="CreditorName">Name of the account's holder, of any length.</param>
/// <param name="CreditorIban">Account to pay to, normalized.</param>
/// <param name="AmountCents">Euro cents, more than 0.</param>
/// <param name="Remittance">What it is for, in words, of any length.</param>
public sealed record CreditTransfer(
    string EndToEndId, string CreditorName, string CreditorIban, long AmountCents, string Remittance);

/// <summary>
/// A customer credit transfer initiation: the file with which a bank pays many at once. The same facts give
/// the same bytes.
/// </summary>
/// <param name="MessageId">The file's own reference, 1 to 35 of SEPA's characters.</param>
/// <param name="DebtorName">Legal person that pays, of any length.</param>
/// <param name="DebtorIban">Account it pays from, normalized.</param>
/// <param name="CreatedAt">When it was made, on the clocks of whoever pays.</param>
/// <param name="ExecuteOn">Business day on which the bank pays.</param>
/// <param name="Transfers">At least one.</param>
public sealed record CreditTransferFile(
    string MessageId, string DebtorName, string DebtorIban, DateTime CreatedAt, DateOnly ExecuteOn,
    IReadOnlyList<CreditTransfer> Transfers)
{
    const string Namespace = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";
    const int MaxNameLength = 70;
    const int MaxRemittanceLength = 140;

    static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(false),
        Indent = true,
        NewLineChars = "\n",
    };

    /// <summary>The message pain.001.001.09 of ISO 20022, in UTF-8.</summary>
    /// <exception cref="ArgumentException">There is no transfer, or one of nothing: a bug.</exception>
    public byte[] ToXml()
    {
        if (Transfers.Count == 0 || Transfers.Any(transfer => transfer.AmountCents <= 0))
        {
            throw new ArgumentException("A bank file pays at least one account, and each more than 0 cents.");
        }
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, Settings))
        {
            xml.WriteStartElement("Document", Namespace);
            xml.WriteStartElement("CstmrCdtTrfInitn");
            WriteHeader(xml);
            WritePayments(xml);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }
        return bytes.ToArray();
    }

    void WriteHeader(XmlWriter xml)
    {
        xml.WriteStartElement("GrpHdr");
        Write(xml, "MsgId", MessageId);
        Write(xml, "CreDtTm", CreatedAt.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
        WriteSums(xml);
        WriteNested(xml, SepaText.Of(DebtorName, MaxNameLength), "InitgPty", "Nm");
        xml.WriteEndElement();
    }

    void WritePayments(XmlWriter xml)
    {
        xml.WriteStartElement("PmtInf");
        Write(xml, "PmtInfId", MessageId);
        Write(xml, "PmtMtd", "TRF");
        WriteSums(xml);
        WriteNested(xml, "SEPA", "PmtTpInf", "SvcLvl", "Cd");
        WriteNested(xml, Date(ExecuteOn), "ReqdExctnDt", "Dt");
        WriteNested(xml, SepaText.Of(DebtorName, MaxNameLength), "Dbtr", "Nm");
        WriteNested(xml, DebtorIban, "DbtrAcct", "Id", "IBAN");
        WriteNested(xml, "NOTPROVIDED", "DbtrAgt", "FinInstnId", "Othr", "Id");
        Write(xml, "ChrgBr", "SLEV");
        foreach (var transfer in Transfers)
        {
            WriteTransfer(xml, transfer);
        }
        xml.WriteEndElement();
    }

    static void WriteTransfer(XmlWriter xml, CreditTransfer transfer)
    {
        xml.WriteStartElement("CdtTrfTxInf");
        WriteNested(xml, transfer.EndToEndId, "PmtId", "EndToEndId");
        xml.WriteStartElement("Amt");
        xml.WriteStartElement("InstdAmt");
        xml.WriteAttributeString("Ccy", "EUR");
        xml.WriteString(Euros(transfer.AmountCents));
        xml.WriteEndElement();
        xml.WriteEndElement();
        WriteNested(xml, SepaText.Of(transfer.CreditorName, MaxNameLength), "Cdtr", "Nm");
        WriteNested(xml, transfer.CreditorIban, "CdtrAcct", "Id", "IBAN");
        WriteNested(xml, SepaText.Of(transfer.Remittance, MaxRemittanceLength), "RmtInf", "Ustrd");
        xml.WriteEndElement();
    }

    void WriteSums(XmlWriter xml)
    {
        Write(xml, "NbOfTxs", Transfers.Count.ToString(CultureInfo.InvariantCulture));
        Write(xml, "CtrlSum", Euros(Transfers.Sum(transfer => transfer.AmountCents)));
    }

    static void WriteNested(XmlWriter xml, string value, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            xml.WriteStartElement(name);
        }
        xml.WriteString(value);
        foreach (var _ in names)
        {
            xml.WriteEndElement();
        }
    }

    static void Write(XmlWriter xml, string name, string value) => WriteNested(xml, value, name);

    static string Euros(long cents) =>
        string.Create(CultureInfo.InvariantCulture, $"{cents / 100}.{cents % 100:00}");

    static string Date(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
