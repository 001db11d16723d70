using System.Globalization;
using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Scenarios;

/// <summary>The counts and sums of a saved run. Writing and reading use the same ranges.</summary>
internal static class SavedNumbers
{
    /// <summary>Largest count in a file. Larger counts are saved as this value, so they never wrap around.</summary>
    private const long MaxCount = 1L << 53;

    internal static void AddCount(TensorArchive archive, string name, long count) => archive.AddScalar(name, Math.Min(count, MaxCount));

    internal static void AddSum(TensorArchive archive, string name, double sum) => archive.AddScalar(name, BitConverter.DoubleToInt64Bits(sum));

    /// <exception cref="ArchiveFormatException">The count is missing, below 0 or too large.</exception>
    internal static long Count(TensorArchive archive, string name)
    {
        long count = archive.GetScalar<long>(name);
        return count is >= 0 and <= MaxCount ? count : throw Refused(archive, name, $"a count from 0 to {MaxCount}", count);
    }

    internal static void AddSerial(TensorArchive archive, string name, ulong serial) => archive.AddScalar(name, Math.Min(serial, (ulong)MaxCount));

    /// <exception cref="ArchiveFormatException">The serial number is missing or too large.</exception>
    internal static ulong Serial(TensorArchive archive, string name)
    {
        ulong serial = archive.GetScalar<ulong>(name);
        return serial <= (ulong)MaxCount ? serial : throw Refused(archive, name, $"a serial number from 0 to {MaxCount}", serial);
    }

    /// <exception cref="ArchiveFormatException">The sum is missing, below 0 or not finite.</exception>
    internal static double Sum(TensorArchive archive, string name)
    {
        double sum = BitConverter.Int64BitsToDouble(archive.GetScalar<long>(name));
        return sum is >= 0 and <= double.MaxValue ? sum : throw Refused(archive, name, "a number from 0 on", sum);
    }

    internal static ArchiveFormatException Refused(TensorArchive archive, string name, string expected, IFormattable received)
        => new(archive.Origin, $"tensor \"{name}\"", expected, received.ToString(null, CultureInfo.InvariantCulture));
}
