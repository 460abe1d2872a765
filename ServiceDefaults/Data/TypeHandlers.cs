using System.Data;
using Caisse.Contracts;
using Dapper;

namespace Caisse.ServiceDefaults;

/// <summary>A period is stored as the date of its first day.</summary>
sealed class PeriodTypeHandler : SqlMapper.TypeHandler<Period>
{
    public override Period Parse(object value) => new(AsDate(value));

    public override void SetValue(IDbDataParameter parameter, Period value) =>
        parameter.Value = value.FirstDay;

    static DateOnly AsDate(object value) =>
        value is DateTime time ? DateOnly.FromDateTime(time) : (DateOnly)value;
}

sealed class DateOnlyTypeHandler : SqlMapper.TypeHandler<DateOnly>
{
    public override DateOnly Parse(object value) =>
        value is DateTime time ? DateOnly.FromDateTime(time) : (DateOnly)value;

    public override void SetValue(IDbDataParameter parameter, DateOnly value) => parameter.Value = value;
}

/// <summary>PostgreSQL keeps instants in UTC; Npgsql hands them out as DateTime.</summary>
sealed class InstantTypeHandler : SqlMapper.TypeHandler<DateTimeOffset>
{
    public override DateTimeOffset Parse(object value) =>
        value is DateTime time ? new DateTimeOffset(time, TimeSpan.Zero) : (DateTimeOffset)value;

    public override void SetValue(IDbDataParameter parameter, DateTimeOffset value) =>
        parameter.Value = value.UtcDateTime;
}
