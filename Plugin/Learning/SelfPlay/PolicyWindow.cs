using NeuroAgents.Diagnostics;
using NeuroAgents.Models;
using NeuroAgents.Observations;
using NeuroAgents.Serialization;

namespace NeuroAgents.Learning.SelfPlay;

/// <summary>The newest kept policies of a brain. A new one takes the place of the oldest.</summary>
/// <remarks>Only construction allocates. Policies are numbered in the order in which they were kept, from 0.</remarks>
internal sealed class PolicyWindow
{
    private readonly KeptPolicy[] _policies;

    internal PolicyWindow(int window, ParameterSnapshot policy, ObservationNormalizer normalizer)
        => _policies = [.. Enumerable.Range(0, window).Select(_ => new KeptPolicy(policy, normalizer))];

    /// <summary>Number of policies kept so far, including those that were replaced.</summary>
    internal long Count { get; private set; }

    /// <summary>Number of policies that are held.</summary>
    internal int Held => (int)Math.Min(Count, _policies.Length);

    /// <summary>Returns a held policy.</summary>
    /// <param name="number">Number of the policy, one of the newest <see cref="Held"/>.</param>
    internal KeptPolicy this[long number] => _policies[number % _policies.Length];

    /// <summary>Returns whether a policy is held.</summary>
    internal bool Holds(long number) => number >= Count - Held && number < Count;

    /// <summary>Keeps a policy.</summary>
    internal void Keep(ParameterSnapshot policy, ObservationNormalizer normalizer, double rating)
    {
        KeptPolicy next = this[Count];
        next.Copy(policy, normalizer);
        next.Rating = rating;
        Count++;
    }

    internal void Save(TensorArchive archive, string prefix)
    {
        archive.AddCount($"{prefix}count", Count);
        archive.Add<long>($"{prefix}ratings", [Held], [.. _policies.Take(Held).Select(policy => BitConverter.DoubleToInt64Bits(policy.Rating))]);
        for (int place = 0; place < Held; place++)
        {
            _policies[place].Save(archive, $"{prefix}{place}/");
        }
    }

    /// <exception cref="ArchiveFormatException">A part is missing or out of its range.</exception>
    internal void Load(TensorArchive archive, string prefix, ParameterLayout layout)
    {
        Count = archive.GetCount($"{prefix}count");
        double[] ratings = archive.GetDoubles($"{prefix}ratings", Held, -double.MaxValue, double.MaxValue);
        for (int place = 0; place < Held; place++)
        {
            _policies[place].Load(archive, $"{prefix}{place}/", layout);
            _policies[place].Rating = ratings[place];
        }
    }
}

/// <summary>A copy of a policy: its parameters, the normalization of its inputs and its rating.</summary>
internal sealed class KeptPolicy(ParameterSnapshot policy, ObservationNormalizer normalizer)
{
    private readonly float[] _values = policy.Network(NetworkNames.Policy).ToArray();

    /// <summary>Parameters of the policy, padding included.</summary>
    internal ReadOnlySpan<float> Values => _values;

    /// <summary>Normalization of the observations.</summary>
    internal ObservationNormalizer Normalizer { get; } = normalizer.Copy();

    /// <summary>Elo rating.</summary>
    internal double Rating { get; set; }

    internal void Copy(ParameterSnapshot policy, ObservationNormalizer normalizer)
    {
        policy.Network(NetworkNames.Policy).CopyTo(_values);
        Normalizer.TakeMoments(normalizer);
    }

    internal void Copy(KeptPolicy other)
    {
        other._values.CopyTo(_values, 0);
        Normalizer.TakeMoments(other.Normalizer);
        Rating = other.Rating;
    }

    internal void Save(TensorArchive archive, string prefix)
    {
        archive.Add<float>($"{prefix}policy", [_values.Length], _values);
        if (Normalizer.IsStandardizing)
        {
            archive.Add<float>($"{prefix}gain", [Normalizer.Width], Normalizer.Gain);
            archive.Add<float>($"{prefix}shift", [Normalizer.Width], Normalizer.Shift);
        }
    }

    /// <exception cref="ArchiveFormatException">A part is missing or out of its range.</exception>
    internal void Load(TensorArchive archive, string prefix, ParameterLayout layout)
    {
        layout.Load(archive, $"{prefix}policy", NetworkNames.Policy, _values);
        if (Normalizer.IsStandardizing)
        {
            archive.RequireFloats($"{prefix}gain", [Normalizer.Width], minimum: 0);
            archive.RequireFloats($"{prefix}shift", [Normalizer.Width]);
            float[] gain = archive.Get<float>($"{prefix}gain", [Normalizer.Width]), shift = archive.Get<float>($"{prefix}shift", [Normalizer.Width]);
            for (int feature = 0; feature < gain.Length; feature++)
            {
                Normalizer.Standardize(feature, gain[feature], shift[feature]);
            }
        }
    }
}
