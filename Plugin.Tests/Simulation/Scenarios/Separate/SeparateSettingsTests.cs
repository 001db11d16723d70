using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;
using NeuroAgents.Tests.Simulation.Determinism;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Scenarios.Separate;

public sealed class SeparateSettingsTests
{
    [Theory]
    [InlineData("problem=spirl", "--set problem: expected one of line, circle, xor, moons, spiral, received \"spirl\". Did you mean \"spiral\"?")]
    [InlineData("problem=2", "--set problem: expected one of line, circle, xor, moons, spiral, received \"2\".")]
    [InlineData("noise=0.6", "--set noise: expected a number from 0 to 0.5, received \"0.6\".")]
    [InlineData("dropout=1", "--set dropout: expected a number from 0 to 0.95, received \"1\".")]
    [InlineData("samples=-1", "--set samples: expected a whole number from 0 to 65536, received \"-1\".")]
    [InlineData("patience=0.5", "--set patience: expected a whole number from 0 to 1000000, received \"0.5\".")]
    public void AWrongSettingIsNamed(string setting, string message)
        => Assert.Equal(message, Assert.Throws<SettingException>(() => SeparateRun.Options(1, setting).Validate()).Message);

    [Fact]
    public void AnUnknownSettingIsAnsweredWithTheClosest()
        => Assert.EndsWith(
            "received \"sample\". Did you mean \"samples\"?", Assert.Throws<SettingException>(() => SeparateRun.Options(1, "sample=9").Validate()).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("problem=xor")]
    [InlineData("noise=0.1")]
    [InlineData("samples=50")]
    [InlineData("dropout=0.2")]
    [InlineData("hidden=16")]
    [InlineData("learning-rate=0.01")]
    [InlineData("batch=128")]
    public void EachSettingChangesWhatIsLearned(string setting)
        => Assert.NotEqual(RunHashTests.Hashes(SeparateRun.Options(1) with { Agents = 300 }, 20).Brain, RunHashTests.Hashes(SeparateRun.Options(1, setting) with { Agents = 300 }, 20).Brain);

    /// <summary>Neither measuring nor a patience that never runs out changes the run.</summary>
    [Fact]
    public void MeasuringDoesNotTouchTheRun()
    {
        RunOptions options = SeparateRun.Options(1, "problem=moons") with { Agents = 300 };
        (string, string) expected = RunHashTests.Hashes(options, 60);
        Assert.Equal(expected, RunHashTests.Hashes(SeparateRun.Options(1, "problem=moons", "patience=100000") with { Agents = 300 }, 60));
        using SimulationRun run = new(options, Driver.Brain, isLabelled: true);
        for (int frame = 0; frame < 60; frame++)
        {
            run.Frame.Run();
            run.Session.Feature<IHeldOutValidation>()!.Validate(0);
        }

        Assert.Equal(expected, (run.StateHash(), run.BrainHash()));
    }

    /// <summary>Few noisy points, dropout and early stopping give the same bits for any number of workers, as the default settings do.</summary>
    [Fact]
    public void TheNumberOfWorkersChangesNothingWithAnySettings()
    {
        RunOptions options = SeparateRun.Options(2, "problem=spiral", "samples=60", "noise=0.2", "dropout=0.5", "patience=50", "batch=1024") with { Agents = 300 };
        (string, string) one = RunHashTests.Hashes(options, 300);
        Assert.Equal(one, RunHashTests.Hashes(options with { Workers = 2 }, 300));
        Assert.Equal(one, RunHashTests.Hashes(options with { Workers = 7 }, 300));
    }
}
