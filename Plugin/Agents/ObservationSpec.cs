using NeuroAgents.Diagnostics;
using NeuroAgents.Observations;
using NeuroAgents.Serialization;

namespace NeuroAgents.Agents;

/// <summary>One named observation.</summary>
/// <param name="Name">Unique name, such as <c>wall.left</c>.</param>
/// <param name="Minimum">Lower end of the usual range, in the observation's own unit.</param>
/// <param name="Maximum">Upper end of the usual range.</param>
public readonly record struct ObservationColumn(string Name, float Minimum, float Maximum);

/// <summary>The observations of an agent: named columns with ranges, in the order in which the game writes them.</summary>
/// <remarks>Each column is mapped from its range to [−1, 1] before it reaches the network. Not thread safe while columns are added.</remarks>
/// <example><code>
/// ObservationSpec observations = new ObservationSpec().Add("health", 0, 100).Add("enemy.distance", 0, 50);
/// </code></example>
public sealed class ObservationSpec
{
    /// <summary>Maximum number of columns of a spec.</summary>
    public const int MaximumWidth = 8192;

    private readonly List<ObservationColumn> _columns = [];
    private bool _isFrozen;

    /// <summary>The columns in order.</summary>
    public IReadOnlyList<ObservationColumn> Columns => _columns;

    /// <summary>Number of columns.</summary>
    public int Width => _columns.Count;

    /// <summary>Adds a column.</summary>
    /// <param name="name">A name that no other column has.</param>
    /// <param name="minimum">Lower end of the usual range, finite.</param>
    /// <param name="maximum">Upper end of the usual range: finite, above the lower end by at most 3.4E+38, and with more than a few float values between the ends.</param>
    /// <returns>This spec.</returns>
    /// <exception cref="ArgumentException">The name is empty, taken or has a lone surrogate, the range is not valid, or there are <see cref="MaximumWidth"/> columns already.</exception>
    /// <exception cref="InvalidOperationException">The spec belongs to a brain, so no column can be added.</exception>
    public ObservationSpec Add(string name, float minimum, float maximum)
    {
        if (_isFrozen)
        {
            throw new InvalidOperationException($"Add: expected a call before the brain is created, received column {Excerpt.Of(name)} after it.");
        }

        if (string.IsNullOrWhiteSpace(name) || !Excerpt.HasUtf8Form(name) || IndexOf(name) >= 0)
        {
            throw new ArgumentException($"name: expected a name that no other column has, that is not blank and has no lone surrogates, received {Excerpt.Of(name)}.", nameof(name));
        }

        if (Width == MaximumWidth)
        {
            throw new ArgumentException($"name: expected at most {MaximumWidth} columns, received {Excerpt.Of(name)} in addition.", nameof(name));
        }

        Require.InRange(minimum, -float.MaxValue, float.MaxValue);
        Require.InRange(maximum, -float.MaxValue, float.MaxValue);
        if (maximum <= minimum)
        {
            throw new ArgumentException(FormattableString.Invariant($"maximum: expected above {minimum} for {Excerpt.Of(name)}, received {maximum}."), nameof(maximum));
        }

        if (!ObservationNormalizer.IsRange(minimum, maximum))
        {
            throw new ArgumentOutOfRangeException(
                nameof(maximum), maximum, FormattableString.Invariant($"maximum: expected {ObservationNormalizer.RangeRule} for {Excerpt.Of(name)}, received {minimum} to {maximum}."));
        }

        _columns.Add(new ObservationColumn(name, minimum, maximum));
        return this;
    }

    /// <summary>Returns the index of a column by name, or −1.</summary>
    public int IndexOf(string name)
    {
        for (int i = 0; i < _columns.Count; i++)
        {
            if (_columns[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Returns a read-only copy, or the spec itself if it is already read-only.</summary>
    internal ObservationSpec FrozenCopy()
    {
        if (_isFrozen)
        {
            return this;
        }

        ObservationSpec copy = new() { _isFrozen = true };
        copy._columns.AddRange(_columns);
        return copy;
    }

    internal ObservationNormalizer CreateNormalizer()
        => new([.. _columns.Select(column => column.Minimum)], [.. _columns.Select(column => column.Maximum)]);
}
