using System.Globalization;
using System.Text;
using System.Xml;

namespace Caisse.MerchantNetwork.Domain;

/// <summary>One payment of a bank file.</summary>
/// <param name="PointOfSaleId">Who is paid.</param>
/// <param name="LegalName">Name of the account's holder.</param>
/// <param name="Iban">Account to pay to.</param>
/// <param name="NetCents">Euro cents, more than 0.</param>
sealed record CreditTransfer(Guid PointOfSaleId, string LegalName, string Iban, long NetCents);

/// <summary>Everything a bank file says; the same facts give the same bytes.</summary>
/// <param name="SettlementId">The settlement it pays.</param>
/// <param name="CaisseName">Name of the caisse, told to those it pays.</param>
/// <param name="DebtorName">Legal person that pays.</param>
/// <param name="DebtorIban">Account it pays from.</param>
/// <param name="Until">Last day the settlement includes.</param>
/// <param name="CreatedAt">When the settlement was issued, on the caisse's clocks.</param>
/// <param name="Transfers">One per point of sale, at least one.</param>
sealed record CreditTransferFile(
    Guid SettlementId, string CaisseName, string DebtorName, string DebtorIban, DateOnly Until,
    DateTime CreatedAt, IReadOnlyList<CreditTransfer> Transfers)
{
    const string Namespace = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";
    const int LongestName = 70;
    const int LongestRemittance = 140;

    static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(false),
        Indent = true,
        NewLineChars = "\n",
    };

    /// <summary>The customer credit transfer initiation, pain.001.001.09, in UTF-8.</summary>
    internal byte[] ToXml()
    {
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

    /// <summary>
    /// Reference that the payment carries to the point of sale: 33 characters, the ends of both ids.
    /// </summary>
    internal static string EndToEndId(Guid settlementId, Guid pointOfSaleId) =>
        $"{settlementId.ToString("N")[^12..]}-{pointOfSaleId.ToString("N")[^20..]}";

    void WriteHeader(XmlWriter xml)
    {
        xml.WriteStartElement("GrpHdr");
        Write(xml, "MsgId", SettlementId.ToString("N"));
        Write(xml, "CreDtTm", CreatedAt.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
        WriteSums(xml);
        WriteNested(xml, SepaText.Of(DebtorName, LongestName), "InitgPty", "Nm");
        xml.WriteEndElement();
    }

    void WritePayments(XmlWriter xml)
    {
        xml.WriteStartElement("PmtInf");
        Write(xml, "PmtInfId", SettlementId.ToString("N"));
        Write(xml, "PmtMtd", "TRF");
        WriteSums(xml);
        WriteNested(xml, "SEPA", "PmtTpInf", "SvcLvl", "Cd");
        WriteNested(xml, Date(BusinessDay.After(DateOnly.FromDateTime(CreatedAt))), "ReqdExctnDt", "Dt");
        WriteNested(xml, SepaText.Of(DebtorName, LongestName), "Dbtr", "Nm");
        WriteNested(xml, DebtorIban, "DbtrAcct", "Id", "IBAN");
        WriteNested(xml, "NOTPROVIDED", "DbtrAgt", "FinInstnId", "Othr", "Id");
        Write(xml, "ChrgBr", "SLEV");
        foreach (var transfer in Transfers)
        {
            WriteTransfer(xml, transfer);
        }
        xml.WriteEndElement();
    }

    void WriteTransfer(XmlWriter xml, CreditTransfer transfer)
    {
        xml.WriteStartElement("CdtTrfTxInf");
        WriteNested(xml, EndToEndId(SettlementId, transfer.PointOfSaleId), "PmtId", "EndToEndId");
        xml.WriteStartElement("Amt");
        xml.WriteStartElement("InstdAmt");
        xml.WriteAttributeString("Ccy", "EUR");
        xml.WriteString(Euros(transfer.NetCents));
        xml.WriteEndElement();
        xml.WriteEndElement();
        WriteNested(xml, SepaText.Of(transfer.LegalName, LongestName), "Cdtr", "Nm");
        WriteNested(xml, transfer.Iban, "CdtrAcct", "Id", "IBAN");
        var remittance = SepaText.Of($"{CaisseName} MonA {Date(Until)}", LongestRemittance);
        WriteNested(xml, remittance, "RmtInf", "Ustrd");
        xml.WriteEndElement();
    }

    void WriteSums(XmlWriter xml)
    {
        Write(xml, "NbOfTxs", Transfers.Count.ToString(CultureInfo.InvariantCulture));
        Write(xml, "CtrlSum", Euros(Transfers.Sum(transfer => transfer.NetCents)));
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
