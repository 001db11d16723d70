using System.Text.Json.Serialization;
using NeuroAgents.Numerics;

namespace NeuroAgents.Curricula;

/// <summary>Distribution of a parameter over episodes, for domain randomisation. In JSON the key <c>type</c> names the kind.</summary>
/// <remarks>Tobin et al.: "Domain randomization for transferring deep neural networks from simulation to the real world", 2017.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(UniformSampler), "uniform")]
[JsonDerivedType(typeof(GaussianSampler), "gaussian")]
[JsonDerivedType(typeof(ChoiceSampler), "choices")]
public abstract record ParameterSampler
{
    /// <summary>Smallest value that can be drawn.</summary>
    [JsonIgnore]
    public abstract double Lowest { get; }

    /// <summary>Largest value that can be drawn.</summary>
    [JsonIgnore]
    public abstract double Highest { get; }

    /// <summary>Returns the value of an episode. The same arguments give the same value. Does not allocate. Thread safe.</summary>
    /// <param name="random">Random numbers of the parameter.</param>
    /// <param name="agent">ID of the agent.</param>
    /// <param name="episode">Number of the agent's episode.</param>
    public abstract double Draw(RandomSource random, ulong agent, ulong episode);

    /// <summary>Copies the sampler deeply, so later changes of one don't affect the other. Allocates.</summary>
    /// <remarks>The default copies every property's value. Override it if a property holds a list.</remarks>
    public virtual ParameterSampler Copy() => this with { };

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is not finite, missing or out of its range.</exception>
    public abstract void Validate();
}
