using System.Globalization;
using Caisse.Contracts;
using Caisse.ServiceDefaults;
using Caisse.Sortition.Pools;

namespace Caisse.Membership.Domain;

/// <summary>
/// A file of households: a line for each person, the people of a household tied together by its reference.
/// Its first line says where the household lives; the others say the same or leave it blank.
/// </summary>
sealed class HouseholdFile
{
    internal const int MostLines = 20_000;

    /// <summary>Enough to mend a file by: one that is wrong everywhere is wrong in few ways.</summary>
    internal const int MostErrors = 200;

    /// <summary>The column that ties the people of a household together.</summary>
    internal const string Reference = "household";

    const string ConsentText = "consentTextVersion", ConsentDay = "consentGivenOn";
    const int LongestReference = 100;
    const char NotUtf8 = '\ufffd';

    static readonly string[] OfPeople = [Reference, "firstName", "lastName", "birthDate"];
    static readonly string[] OfHomes = ["street", "postalCode", "city", "fromPeriod"];
    static readonly string[] MayBeLeftOut =
        ["district", "email", "phone", "incomeBracket", ConsentText, ConsentDay];
    static readonly string[] Dates = ["yyyy-MM-dd", "dd/MM/yyyy"];

    readonly DateOnly today;
    readonly Dictionary<string, ImportedHousehold> households = new(StringComparer.Ordinal);
    readonly List<LineError> errors = [];

    HouseholdFile(DateOnly today) => this.today = today;

    /// <summary>The first errors, at most <see cref="MostErrors"/>.</summary>
    internal IReadOnlyList<LineError> Errors => errors;

    internal int ErrorCount { get; private set; }

    /// <summary>Lines that name a person.</summary>
    internal int Lines { get; private set; }

    /// <summary>In the order of their first lines.</summary>
    internal IReadOnlyList<ImportedHousehold> Households => [.. households.Values];

    /// <summary>Reads a whole file and names everything that is wrong with it.</summary>
    internal static HouseholdFile Read(string text, DateOnly today)
    {
        var file = new HouseholdFile(today);
        IReadOnlyList<string>? columns = null;
        foreach (var record in new CsvText(text).Records().Where(record => !record.IsBlank))
        {
            if (columns is not null && file.Lines == MostLines)
            {
                file.Note(record.Line, null, $"is one too many: a file names at most {MostLines} people.");
                return file;
            }
            if (columns is not null)
            {
                file.ReadLine(columns, record);
            }
            else if ((columns = file.ReadColumns(record)) is null)
            {
                return file;
            }
        }
        if (file.Lines == 0)
        {
            file.Note(1, null, "must name the columns, and people below.");
        }
        return file;
    }

    /// <summary>Adds what only the register can tell to be wrong.</summary>
    internal void Note(int line, string? column, string message)
    {
        ErrorCount++;
        if (errors.Count < MostErrors)
        {
            errors.Add(new LineError(line, column, message));
        }
    }

    /// <summary>The columns, or null when no line below can be read by them.</summary>
    List<string>? ReadColumns(CsvRecord record)
    {
        var columns = record.Cells.Select(cell => cell.Trim()).ToList();
        foreach (var missing in OfPeople.Concat(OfHomes).Except(columns))
        {
            Note(record.Line, missing, "is missing.");
        }
        foreach (var unknown in columns.Except([.. OfPeople, .. OfHomes, .. MayBeLeftOut]))
        {
            Note(record.Line, unknown, "is not a column of this file.");
        }
        foreach (var (column, _) in columns.CountBy(column => column).Where(entry => entry.Value > 1))
        {
            Note(record.Line, column, "is there twice.");
        }
        return ErrorCount == 0 ? columns : null;
    }

    void ReadLine(IReadOnlyList<string> columns, CsvRecord record)
    {
        Lines++;
        var problem = record.Problem switch
        {
            CsvProblem.UnclosedQuote => "has a quotation mark that is never closed.",
            CsvProblem.TextAfterQuote => "has something after a closing quotation mark.",
            CsvProblem.TooManyCells => $"must have at most {CsvText.MaxCells} cells.",
            _ when record.Cells.Count == columns.Count => null,
            _ => $"has {record.Cells.Count} cells where there are {columns.Count} columns.",
        };
        if (problem is not null)
        {
            Note(record.Line, null, problem);
            return;
        }
        var cells = columns.Zip(record.Cells).ToDictionary(pair => pair.First, pair => pair.Second.Trim());
        var check = new Check();
        foreach (var (column, _) in cells.Where(entry => entry.Value.Contains(NotUtf8)))
        {
            check.That(false, column, "is not in UTF-8: save the file as CSV UTF-8.");
        }
        check.Text(cells[Reference], Reference, LongestReference);
        var person = ReadPerson(check, cells);
        JoinHousehold(check, cells, new ImportedPerson(record.Line, person));
        foreach (var (field, message) in check.Errors)
        {
            var column = field.Split('.')[^1] switch
            {
                "contact" => "email",
                "textVersion" => ConsentText,
                "givenAt" => ConsentDay,
                var same => same,
            };
            Note(record.Line, column, message);
        }
    }

    Person ReadPerson(Check check, Dictionary<string, string> cells)
    {
        var birthDate = ReadDay(check, cells, "birthDate") ?? today;
        var person = new Person(cells["firstName"], cells["lastName"], birthDate);
        person.CheckInto(check, "", today);
        return person.Tidy();
    }

    static DateOnly? ReadDay(Check check, Dictionary<string, string> cells, string column)
    {
        var isDay = DateOnly.TryParseExact(
            cells[column], Dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day);
        check.That(isDay, column, "must be a day such as 1990-05-31 or 31/05/1990.");
        return isDay ? day : null;
    }

    void JoinHousehold(Check check, Dictionary<string, string> cells, ImportedPerson person)
    {
        var reference = cells[Reference];
        if (!households.TryGetValue(reference, out var household))
        {
            households[reference] = household =
                new ImportedHousehold(person.Line, reference, ReadHome(check, cells), []);
        }
        else
        {
            foreach (var column in OfHomes.Concat(MayBeLeftOut).Where(cells.ContainsKey))
            {
                check.That(
                    cells[column].Length == 0 || cells[column] == household.Home.Cells[column], column,
                    $"differs from line {household.Line} of the same household.");
            }
        }
        household.People.Add(person);
        check.That(
            household.People.Count <= Person.MostInHousehold, Reference,
            $"has more than {Person.MostInHousehold} people.");
    }

    Home ReadHome(Check check, Dictionary<string, string> cells)
    {
        string? Optional(string column) =>
            cells.GetValueOrDefault(column) is { Length: > 0 } cell ? cell : null;
        var address = new Address(cells["street"], cells["postalCode"], cells["city"], Optional("district"));
        var contact = new Contact(Optional("email"), Optional("phone"));
        address.CheckInto(check, "address");
        contact.CheckInto(check, "contact");
        Household.CheckIncomeBracketInto(check, Optional("incomeBracket"));
        if (Period.TryParse(cells["fromPeriod"], out var fromPeriod))
        {
            Household.CheckPeriodInto(check, fromPeriod, "fromPeriod");
        }
        else
        {
            check.That(false, "fromPeriod", "must be a month such as 2026-12.");
        }
        var consent = Optional(ConsentText) is { } text ? ReadConsent(check, cells, text) : null;
        check.That(
            consent is not null || Optional(ConsentDay) is null, ConsentText,
            "must say which text they agreed to.");
        return new Home(cells, address, contact, Optional("incomeBracket"), consent, fromPeriod);
    }

    /// <summary>A text and a day, taken as it begins at Greenwich.</summary>
    Consent? ReadConsent(Check check, Dictionary<string, string> cells, string text)
    {
        if (!cells.ContainsKey(ConsentDay))
        {
            check.That(false, ConsentDay, "is missing: when did they agree?");
            return null;
        }
        var day = ReadDay(check, cells, ConsentDay) ?? today;
        var consent = new Consent(text, new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero));
        consent.CheckInto(check, new DateTimeOffset(today, TimeOnly.MinValue, TimeSpan.Zero));
        return consent;
    }
}
