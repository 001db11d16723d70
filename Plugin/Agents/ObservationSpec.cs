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
/// ObservationSpec withMemory = new ObservationSpec().Add("enemy.distance", 0, 50).Stack(4);    // the last four distances
/// </code></example>
public sealed class ObservationSpec
{
    /// <summary>Maximum number of columns of a spec.</summary>
    public const int MaximumWidth = 8192;

    /// <summary>Maximum number of observations that <see cref="Stack"/> puts side by side.</summary>
    public const int MaximumStackDepth = 64;

    private readonly List<ObservationColumn> _columns = [];
    private bool _isFrozen;

    /// <summary>The columns in order: those of the network's inputs. A stacked spec has the columns of the oldest observation first.</summary>
    public IReadOnlyList<ObservationColumn> Columns => _columns;

    /// <summary>Number of columns.</summary>
    public int Width => _columns.Count;

    /// <summary>Number of an agent's newest observations that are side by side, see <see cref="Stack"/>. Default: 1.</summary>
    public int StackDepth { get; private set; } = 1;

    /// <summary>Number of columns that the game writes for an agent: <see cref="Width"/> / <see cref="StackDepth"/>, the last ones of <see cref="Columns"/>.</summary>
    public int SensedWidth => Width / StackDepth;

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

        if (StackDepth > 1)
        {
            throw new InvalidOperationException($"Add: expected a call before Stack, received column {Excerpt.Of(name)} after it.");
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

    /// <summary>Gives the network a short memory: an agent's newest <paramref name="depth"/> observations side by side, the oldest first. So it can infer what one observation does not show, such as velocities from positions.</summary>
    /// <remarks>
    /// <para>The game still writes one observation of <see cref="SensedWidth"/> values; the brain adds the earlier ones. Column <c>x</c> keeps its name for the newest observation, and <c>x[-1]</c>, <c>x[-2]</c> … name the ones before it:
    /// in saved brains, exports and recordings too. A brain that was saved without a stack loads into one with a stack, and ignores the past until it has learned from it.</para>
    /// <para>Observations are those of an agent's decisions. At the start of an episode, the first observation is repeated for the missing ones. A refused observation is not kept. Birth and the end of an episode clear the memory,
    /// and saved games contain it. Source: the frame stacking of Mnih et al., Nature 2015.</para>
    /// </remarks>
    /// <param name="depth">Number of observations, 1 to <see cref="MaximumStackDepth"/>. Larger numbers see further back, and make the first layer wider and slower.</param>
    /// <returns>This spec.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="depth"/> is out of its range, or the columns times it are more than <see cref="MaximumWidth"/>.</exception>
    /// <exception cref="ArgumentException">A column already has a name such as <c>x[-1]</c>.</exception>
    /// <exception cref="InvalidOperationException">The spec is stacked already, or belongs to a brain.</exception>
    public ObservationSpec Stack(int depth)
    {
        if (_isFrozen || StackDepth > 1)
        {
            throw new InvalidOperationException($"Stack: expected one call before the brain is created, received {(_isFrozen ? "one after it" : "a second one")}.");
        }

        Require.InRange(depth, 1, MaximumStackDepth);
        Require.InRange(depth * Width, 0, MaximumWidth, "depth × columns");
        ObservationColumn[] newest = [.. _columns];
        List<ObservationColumn> earlier = [.. Enumerable.Range(1, depth - 1).Reverse().SelectMany(age => newest.Select(column => column with { Name = FormattableString.Invariant($"{column.Name}[-{age}]") }))];
        if (earlier.Find(column => IndexOf(column.Name) >= 0) is { Name: { } taken })
        {
            throw new ArgumentException($"depth: expected names that no column has, received {Excerpt.Of(taken)}.", nameof(depth));
        }

        _columns.InsertRange(0, earlier);
        StackDepth = depth;
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

        ObservationSpec copy = new() { _isFrozen = true, StackDepth = StackDepth };
        copy._columns.AddRange(_columns);
        return copy;
    }

    internal ObservationNormalizer CreateNormalizer()
        => new([.. _columns.Select(column => column.Minimum)], [.. _columns.Select(column => column.Maximum)]);
}
