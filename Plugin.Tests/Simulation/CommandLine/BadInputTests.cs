using Xunit;

namespace NeuroAgents.Tests.Simulation.CommandLine;

/// <summary>Errors are one line on standard error with the argument, the expected and the received value; the exit code is 2.</summary>
public sealed class BadInputTests
{
    private const string RunOptions = "--scenario, --agents, --frames, --seed, --learner, --profile, --learner-options, --warm-up-frames, --demonstrations, --curriculum, --learn-steps, --learn-budget-ms, --learn-mode, --publish-delay, --realtime, --measure-noise, --workers, --set, --config, --json, --csv, --csv-interval, --tensorboard, --replay-commands, --write-demonstrations, --save, --save-brain, --save-every, --keep, --resume";
    private const string Scenarios = "forage, flock, pursuit, separate, cartpole, acrobot, mountain-car, mountain-car-continuous, pendulum, basic, simple";
    private const string Settings = "area, food, hazards, regrow, sight, actions, shuffle-labels, hidden, batch, learning-rate, dropout, normalization, guard";

    [Theory]
    [InlineData("rnu", "unknown verb: expected one of run, list, bench, fit, compare, predict, eval, scores, soak, export, import, received \"rnu\". Did you mean \"run\"?")]
    [InlineData("xylophone", "unknown verb: expected one of run, list, bench, fit, compare, predict, eval, scores, soak, export, import, received \"xylophone\".")]
    [InlineData("run --scenario forrage", "--scenario: expected one of " + Scenarios + ", received \"forrage\". Did you mean \"forage\"?")]
    [InlineData("run --agnets 5", "unknown option: expected one of " + RunOptions + ", received \"--agnets\". Did you mean \"--agents\"?")]
    [InlineData("--agnets 5", "unknown option: expected one of --help, --version, " + RunOptions + ", received \"--agnets\". Did you mean \"--agents\"?")]
    [InlineData("run --agents 0", "--agents: expected 1 to 1000000, received 0.")]
    [InlineData("--agents 0", "--agents: expected 1 to 1000000, received 0.")]
    [InlineData("run --agents 1000001", "--agents: expected 1 to 1000000, received 1000001.")]
    [InlineData("run --frames -1", "--frames: expected 1 to 10000000, received -1.")]
    [InlineData("run --agents many", "--agents: expected a whole number below 2147483648, received \"many\".")]
    [InlineData("run --agents 3.5", "--agents: expected a whole number below 2147483648, received \"3.5\".")]
    [InlineData("run --agents 99999999999", "--agents: expected a whole number below 2147483648, received \"99999999999\".")]
    [InlineData("run --agents", "--agents: expected a whole number below 2147483648, received nothing.")]
    [InlineData("run --agents 5 --agents 6", "--agents: expected a whole number below 2147483648 once, received 5 and 6.")]
    [InlineData("run --seed -1", "--seed: expected a whole number from 0, received \"-1\".")]
    [InlineData("run --workers 0", "--workers: expected 1 to 256, received 0.")]
    [InlineData("run --learn-steps -1", "--learn-steps: expected 0 to 1000, received -1.")]
    [InlineData("run --learn-budget-ms 0", "--learn-budget-ms: expected 0.0001 to 1000 ms, received 0.")]
    [InlineData("run --learn-budget-ms 0.00001", "--learn-budget-ms: expected 0.0001 to 1000 ms, received 1E-05.")]
    [InlineData("run --learn-budget-ms much", "--learn-budget-ms: expected a number such as 1.5, received \"much\".")]
    [InlineData("run --learn-budget-ms 1.5 --learn-mode background", "--learn-budget-ms: expected --learn-mode inline, the only mode that learns within the frame, received background.")]
    [InlineData("run --learn-mode backround", "--learn-mode: expected inline, background or lockstep, received \"backround\".")]
    [InlineData("run --publish-delay 0", "--publish-delay: expected 1 to 64, received 0.")]
    [InlineData("run --realtime -60", "--realtime: expected above 0 to 1000 frames per second, received -60.")]
    [InlineData("run --measure-noise", "--measure-noise: expected --learn-budget-ms as well, which sets the length of the empty loop, received none.")]
    [InlineData("run --learner imitatoin", "--learner: expected one of imitation, ppo, pqn, dqn, sac, none, received \"imitatoin\". Did you mean \"imitation\"?")]
    [InlineData("run --scenario flock --learner ppo", "--learner: expected imitation or none in flock, whose agents earn no rewards, received ppo.")]
    [InlineData("run --scenario cartpole --learner ppo --profile gmae", "--profile: expected one of cleanrl, game, warm, zoo for ppo in cartpole, received \"gmae\".")]
    [InlineData("run --profile game", "--profile: expected none with --learner imitation, which has no profiles, received \"game\".")]
    [InlineData("run --scenario cartpole --learner ppo --set hidden=8", "--set hidden: expected none with --learner ppo, whose profile sets it, received \"8\".")]
    [InlineData("run --scenario cartpole --learner dqn --warm-up-frames 5", "--warm-up-frames: expected --learner ppo, which can go on from imitation, received dqn.")]
    [InlineData("run --scenario cartpole --learner ppo --learner-options none.json", "--learner-options: expected a readable file, received \"none.json\", which does not exist.")]
    [InlineData("run --set", "--set: expected NAME=VALUE, received nothing.")]
    [InlineData("run --set food", "--set: expected NAME=VALUE, received \"food\".")]
    [InlineData("run --set foood=1", "--set: expected one of " + Settings + ", received \"foood\". Did you mean \"food\"?")]
    [InlineData("run --set food=much", "--set food: expected a number from 0 to 100, received \"much\".")]
    [InlineData("run --set food=NaN", "--set food: expected a number from 0 to 100, received \"NaN\".")]
    [InlineData("run --set batch=1.5", "--set batch: expected a whole number from 1 to 65536, received \"1.5\".")]
    [InlineData("run --set shuffle-labels=yes", "--set shuffle-labels: expected true or false, received \"yes\".")]
    [InlineData("run --set hidden=64,x", "--set hidden: expected widths from 1 to 4096 such as 64,64, or 0 for none, received \"64,x\".")]
    [InlineData("run --json", "--json: expected a path, received nothing.")]
    [InlineData("run extra", "unknown argument: expected one of " + RunOptions + ", received \"extra\".")]
    [InlineData("list --agents 3", "unknown option: expected none after list, received \"--agents\".")]
    [InlineData("list extra", "unknown argument: expected none after list, received \"extra\".")]
    [InlineData("bench gem", "group: expected one of gemm, infer, train, frame, ecs, rl, received \"gem\". Did you mean \"gemm\"?")]
    [InlineData("bench gemm ecs", "group: expected at most one of gemm, infer, train, frame, ecs, rl, received gemm and ecs.")]
    [InlineData("bench --threads 0", "--threads: expected a whole number from 1 to 256, received \"0\".")]
    [InlineData("bench --threads two", "--threads: expected a whole number from 1 to 256, received \"two\".")]
    [InlineData("bench --quik", "unknown option: expected one of --threads, --quick, --json, --check, received \"--quik\". Did you mean \"--quick\"?")]
    [InlineData("bench --json", "--json: expected a path, received nothing.")]
    [InlineData("run --json result --csv ./result", "--csv: expected a file other than that of --json, received \"./result\".")]
    [InlineData("run --learn-steps 2 --learn-budget-ms 1", "--learn-steps: expected nothing together with --learn-budget-ms, which replaces it, received 2.")]
    [InlineData("run --publish-delay 2", "--publish-delay: expected --learn-mode lockstep, received inline.")]
    [InlineData("run --publish-delay 2 --learn-mode background", "--publish-delay: expected --learn-mode lockstep, received background.")]
    [InlineData("fit none.csv --target y", "DATA.csv: expected a readable table, received \"none.csv\", which does not exist.")]
    [InlineData("run --csv-interval 60", "--csv-interval: expected --csv as well, received none.")]
    [InlineData("run --csv x.csv --csv-interval 0", "--csv-interval: expected a whole number from 1 to 10000000, received \"0\".")]
    [InlineData("run --json - --csv -", "--csv: expected a file because --json uses standard output, received \"-\".")]
    public void OneLineSaysWhatIsWrong(string arguments, string line) => AssertRefused(line, SimulationProcess.Run(arguments.Split(' ')));

    [Theory]
    [InlineData("pendulum", "dqn", "Actions: expected discrete branches alone for Q-learning, received 1 continuous actions.")]
    [InlineData("cartpole", "sac", "Actions: expected continuous actions alone for SAC, received 1 discrete branch.")]
    public void ALearnerThatDoesNotFitTheActionsIsRefusedInOneLine(string scenario, string learner, string error)
    {
        ProcessResult result = SimulationProcess.Run("run", "--scenario", scenario, "--learner", learner);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Equal($"error: --learner: expected one that fits {scenario}, received {learner}: {error}\n", result.Error);
    }

    [Theory]
    [InlineData("--json")]
    [InlineData("--csv")]
    public void PathsThatCannotBeWrittenAreRefusedBeforeTheRun(string option)
    {
        using TemporaryFolder folder = new();
        string missing = folder["missing/result"];
        AssertRefused(
            $"{option}: expected a writable file, received \"{missing}\": Could not find a part of the path '{missing}'.",
            SimulationProcess.Run("run", option, missing));
        AssertRefused(
            $"{option}: expected a writable file, received the folder \"{folder.Path}\".",
            SimulationProcess.Run("run", option, folder.Path));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void WrongArgumentsLeaveExistingResultsAlone()
    {
        using TemporaryFolder folder = new();
        string json = folder.Write("result.json", "kept");
        Assert.Equal(2, SimulationProcess.RunAlone("run", "--json", json, "--agents", "0").ExitCode);
        Assert.Equal(2, SimulationProcess.Run("run", "--json", json, "--csv", folder["missing/x.csv"]).ExitCode);
        Assert.Equal(2, SimulationProcess.Run("run", "--json", folder["new.json"], "--csv", folder["missing/x.csv"]).ExitCode);
        Assert.Equal("kept", File.ReadAllText(json));
        Assert.Equal([json], Directory.GetFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData(
        """{ "agnets": 5 }""",
        "top level: expected the keys scenario, agents, frames, seed, learner, profile, learner_options, warm_up_frames, demonstrations, curriculum, learn_steps, learn_budget_ms, learn_mode, publish_delay, realtime, measure_noise, workers, set, received the unknown key \"agnets\". Did you mean \"agents\"?")]
    [InlineData("""{ "agents": "five" }""", "agents: expected an integer from -2147483648 to 2147483647, received the string \"five\".")]
    [InlineData("""{ "agents": 0 }""", "--agents: expected 1 to 1000000, received 0.")]
    [InlineData("""{ "scenario": null }""", "scenario: expected a string, received null.")]
    [InlineData("""{ "set": null }""", "set: expected a valid RunOptions, received invalid text: expected an object of settings by name, received Null.")]
    [InlineData("""{ "set": 3 }""", "set: expected a valid RunOptions, received invalid text: expected an object of settings by name, received Number.")]
    [InlineData("""{ "set": { "foood": 1 } }""", "--set: expected one of " + Settings + ", received \"foood\". Did you mean \"food\"?")]
    [InlineData("""{ "set": { "food": [1] } }""", "--set food: expected a number from 0 to 100, received \"[1]\".")]
    [InlineData(
        """{ "set": { "food": {} } }""",
        "set: expected a valid RunOptions, received invalid text: expected text, a number, true or false for setting \"food\", received StartObject.")]
    public void AWrongConfigFileIsNamedWithTheKey(string json, string line)
    {
        using TemporaryFolder folder = new();
        string config = folder.Write("config.json", json);
        AssertRefused($"{config}: {line}", SimulationProcess.Run("run", "--config", config));
    }

    [Theory]
    [InlineData("""{ "type": "ppo", "epochs": 0 }""", "Epochs: expected 1 to 100, received 0.")]
    [InlineData("""{ "type": "ppo", "batch_size": 64, "rollout_rows": 32 }""", "RolloutRows: expected 64 to 4194304, received 32.")]
    [InlineData("""{ "type": "ppo", "optimizer": { "type": "adam", "clip_norm": 1 } }""", "Optimizer: expected an optimizer without clipping, received one with clipping; set MaxGradientNorm instead.")]
    public void WrongOptionsOfALearnerAreNamedWithTheFile(string json, string line)
    {
        using TemporaryFolder folder = new();
        string options = folder.Write("options.json", json);
        AssertRefused($"{options}: {line}", SimulationProcess.Run("run", "--scenario", "cartpole", "--learner", "ppo", "--learner-options", options));
        string config = folder.Write("config.json", $$"""{ "scenario": "cartpole", "learner": "ppo", "learner_options": {{json}} }""");
        AssertRefused($"{config}: --learner-options: {line}", SimulationProcess.Run("run", "--config", config));
    }

    [Fact]
    public void OptionsOfAnotherLearnerAreRefused()
    {
        using TemporaryFolder folder = new();
        string options = folder.Write("options.json", """{ "type": "imitation" }""");
        AssertRefused("--learner-options: expected those of ppo, received those of ImitationOptions.", SimulationProcess.Run("run", "--scenario", "cartpole", "--learner", "ppo", "--learner-options", options));
        options = folder.Write("options.json", """{ "type": "ppo", "epohcs": 3 }""");
        ProcessResult result = SimulationProcess.Run("run", "--scenario", "cartpole", "--learner", "ppo", "--learner-options", options);
        Assert.StartsWith($"error: {options}: top level: expected the keys ", result.Error, StringComparison.Ordinal);
        Assert.EndsWith("received the unknown key \"epohcs\". Did you mean \"epochs\"?\n", result.Error, StringComparison.Ordinal);
        options = folder.Write("options.json", """{ "type": "ppo" }""");
        AssertRefused("--learner-options: expected none with --learner imitation, whose settings are set by --set, received some.", SimulationProcess.Run("run", "--learner-options", options));
    }

    [Fact]
    public void AConfigFileThatIsMissingOrNoJsonIsNamed()
    {
        using TemporaryFolder folder = new();
        string missing = folder["missing.json"];
        AssertRefused(
            $"--config: expected a readable file, received \"{missing}\", which does not exist.",
            SimulationProcess.Run("run", "--config", missing));
        folder.Write("config.json", "agents = 5");
        ProcessResult result = SimulationProcess.RunIn(folder.Path, "run", "--config", "config.json");
        Assert.StartsWith("error: config.json: line 1, byte 1: expected JSON without comments or trailing commas, received ", result.Error);
        AssertRefused(result.Error["error: ".Length..].TrimEnd('\n'), result);
    }

    private static void AssertRefused(string line, ProcessResult result)
    {
        Assert.Equal($"error: {line}\n", result.Error);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
    }
}
