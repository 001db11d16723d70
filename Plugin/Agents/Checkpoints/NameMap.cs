namespace NeuroAgents.Agents.Checkpoints;

/// <summary>A map from the indices of new names to the indices of the same names in an old list, which may lack some.</summary>
internal sealed class NameMap
{
    private readonly int[] _sources;
    private readonly int _sourceCount;

    private NameMap(int[] sources, int sourceCount) => (_sources, _sourceCount) = (sources, sourceCount);

    internal static NameMap Create<T>(IEnumerable<T> from, IEnumerable<T> to)
        where T : notnull
    {
        Dictionary<T, int> places = [];
        foreach (T name in from)
        {
            places.Add(name, places.Count);
        }

        return new NameMap([.. to.Select(name => places.TryGetValue(name, out int place) ? place : -1)], places.Count);
    }

    /// <summary>Number of new names.</summary>
    internal int TargetCount => _sources.Length;

    /// <summary>Number of old names.</summary>
    internal int SourceCount => _sourceCount;

    /// <summary>Joins two maps: the names of the next one follow those of this one in both lists.</summary>
    internal NameMap Concat(NameMap next)
        => new([.. _sources, .. next._sources.Select(source => source < 0 ? -1 : source + _sourceCount)], _sourceCount + next._sourceCount);

    /// <summary>Returns the index of a new name in the old list, or −1.</summary>
    internal int Source(int place) => _sources[place];

    internal IEnumerable<T> Matched<T>(Func<int, T> name) => Enumerable.Range(0, _sources.Length).Where(place => _sources[place] >= 0).Select(name);

    internal IEnumerable<T> Added<T>(Func<int, T> name) => Enumerable.Range(0, _sources.Length).Where(place => _sources[place] < 0).Select(name);

    internal IEnumerable<T> Dropped<T>(Func<int, T> name) => Enumerable.Range(0, _sourceCount).Except(_sources).Select(name);
}
