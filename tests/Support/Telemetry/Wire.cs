using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Caisse.Support;

/// <summary>Reads the protobuf wire format: enough to find what a message says in a field.</summary>
internal static class Wire
{
    const int Varint = 0;
    const int Fixed64 = 1;
    const int Delimited = 2;
    const int Fixed32 = 5;

    /// <summary>All texts, bytes and messages in a field, in order.</summary>
    internal static IEnumerable<ReadOnlyMemory<byte>> Read(ReadOnlyMemory<byte> message, int field) =>
        Fields(message).Where(found => found.Field == field && found.Type == Delimited)
            .Select(found => found.Value);

    internal static string Text(ReadOnlyMemory<byte> message, int field) =>
        Encoding.UTF8.GetString(Read(message, field).FirstOrDefault().Span);

    internal static string Hexadecimal(ReadOnlyMemory<byte> message, int field) =>
        Convert.ToHexStringLower(Read(message, field).FirstOrDefault().Span);

    /// <summary>A whole number or an enumeration's; 0 where the field is left out.</summary>
    internal static ulong Number(ReadOnlyMemory<byte> message, int field)
    {
        var at = 0;
        var found = Fields(message)
            .FirstOrDefault(found => found.Field == field && found.Type == Varint).Value;
        return found.IsEmpty ? 0 : NumberAt(found, ref at);
    }

    /// <summary>The eight bytes of a number of fixed length; null where the field is left out.</summary>
    internal static long? Eight(ReadOnlyMemory<byte> message, int field)
    {
        var found = Fields(message)
            .FirstOrDefault(found => found.Field == field && found.Type == Fixed64).Value;
        return found.IsEmpty ? null : BinaryPrimitives.ReadInt64LittleEndian(found.Span);
    }

    /// <summary>Keys with their values, texts and whole numbers, as OTLP writes attributes.</summary>
    internal static Dictionary<string, string> Attributes(ReadOnlyMemory<byte> message, int field) =>
        Read(message, field).ToDictionary(
            attribute => Text(attribute, field: 1),
            attribute =>
            {
                var value = Read(attribute, field: 2).FirstOrDefault();
                return Read(value, field: 1).Any()
                    ? Text(value, field: 1)
                    : Number(value, field: 3).ToString(CultureInfo.InvariantCulture);
            });

    static IEnumerable<(int Field, int Type, ReadOnlyMemory<byte> Value)> Fields(ReadOnlyMemory<byte> message)
    {
        var at = 0;
        while (at < message.Length)
        {
            var tag = NumberAt(message, ref at);
            var type = (int)(tag & 7);
            var length = type switch
            {
                Varint => LengthOfNumber(message, at),
                Fixed64 => 8,
                Delimited => (int)NumberAt(message, ref at),
                Fixed32 => 4,
                var other => throw new InvalidDataException($"Wire type {other} is not in proto3."),
            };
            yield return ((int)(tag >> 3), type, message.Slice(at, length));
            at += length;
        }
    }

    static ulong NumberAt(ReadOnlyMemory<byte> message, ref int at)
    {
        ulong number = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = message.Span[at++];
            number |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return number;
            }
        }
    }

    static int LengthOfNumber(ReadOnlyMemory<byte> message, int at)
    {
        var start = at;
        NumberAt(message, ref at);
        return at - start;
    }
}
