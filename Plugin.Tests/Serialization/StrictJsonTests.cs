using System.Text;
using NeuroAgents.Serialization;
using Xunit;

namespace NeuroAgents.Tests.Serialization;

public class StrictJsonTests
{
    private const string Keys = "the keys frames, limit, budget, scenario, comment, draw, mode, hidden, rewards, learner";

    [Theory]
    [InlineData("""{"frmes":1}""", $"top level: expected {Keys}, received the unknown key \"frmes\". Did you mean \"frames\"?")]
    [InlineData("""{"Frames":1}""", $"top level: expected {Keys}, received the unknown key \"Frames\". Did you mean \"frames\"?")]
    [InlineData("""{"ignored":1}""", $"top level: expected {Keys}, received the unknown key \"ignored\".")]
    [InlineData("""{"doubled":1}""", $"top level: expected {Keys}, received the unknown key \"doubled\".")]
    [InlineData("""{"a\nb":1}""", $"top level: expected {Keys}, received the unknown key \"a\\u000ab\".")]
    [InlineData("""{"\ud800":1}""", "top level: expected keys of Unicode text, received an escaped lone surrogate.")]
    [InlineData("""{"learner":{"batchsize":1}}""", "learner: expected the keys batch_size, dropout, optimizer, others, received the unknown key \"batchsize\". Did you mean \"batch_size\"?")]
    [InlineData("""{"learner":{"optimizer":{"beta_3":1,"type":"adam"}}}""", "learner.optimizer: expected the keys type, beta1, beta2, learning_rate, received the unknown key \"beta_3\". Did you mean \"beta1\"?")]
    [InlineData("""{"learner":{"optimizer":{"type":"sgd","beta1":1}}}""", "learner.optimizer: expected the keys type, momentum, learning_rate, received the unknown key \"beta1\".")]
    [InlineData("""{"learner":{"others":[{"type":"sgd"},{"type":"sgd","learnin_grate":1}]}}""", "learner.others[1]: expected the keys type, momentum, learning_rate, received the unknown key \"learnin_grate\". Did you mean \"learning_rate\"?")]
    public void UnknownKeysAreNamed(string json, string message) => AssertRefused(json, message);

    [Theory]
    [InlineData("""{"frames":1,"frames":1}""", "top level: expected each key once, received \"frames\" twice.")]
    [InlineData("""{"learner":{"dropout":0,"dr\u006fpout":0}}""", "learner: expected each key once, received \"dropout\" twice.")]
    [InlineData("""{"learner":{"optimizer":{"type":"sgd","type":"adam"}}}""", "learner.optimizer: expected each key once, received \"type\" twice.")]
    [InlineData("""{"rewards":{"food":1,"food":2}}""", "rewards: expected each key once, received \"food\" twice.")]
    public void RepeatedKeysAreNamed(string json, string message) => AssertRefused(json, message);

    [Theory]
    [InlineData("[]", "top level: expected an object, received an array.")]
    [InlineData("null", "top level: expected an object, received null.")]
    [InlineData("""{"frames":"600"}""", "frames: expected an integer from -2147483648 to 2147483647, received the string \"600\".")]
    [InlineData("""{"frames":1.5}""", "frames: expected an integer from -2147483648 to 2147483647, received the number 1.5.")]
    [InlineData("""{"frames":2147483648}""", "frames: expected an integer from -2147483648 to 2147483647, received the number 2147483648.")]
    [InlineData("""{"frames":null}""", "frames: expected an integer from -2147483648 to 2147483647, received null.")]
    [InlineData("""{"limit":true}""", "limit: expected a number within ±1.8e308, received true.")]
    [InlineData("""{"budget":1.5}""", "budget: expected a time span as \"hh:mm:ss.fff\", received the number 1.5.")]
    [InlineData("""{"budget":"soon"}""", "budget: expected a time span as \"hh:mm:ss.fff\", received the string \"soon\".")]
    [InlineData("""{"scenario":null}""", "scenario: expected a string, received null.")]
    [InlineData("""{"scenario":[]}""", "scenario: expected a string, received an array.")]
    [InlineData("""{"scenario":"\ud800"}""", "scenario: expected a string, received the string \"\"\\ud800\"\".")]
    [InlineData("""{"draw":1}""", "draw: expected true or false, received the number 1.")]
    [InlineData("""{"mode":"always"}""", "mode: expected one of \"Off\", \"FirstFrame\", \"Always\", received the string \"always\". Did you mean \"Always\"?")]
    [InlineData("""{"mode":2}""", "mode: expected one of \"Off\", \"FirstFrame\", \"Always\", received the number 2.")]
    [InlineData("""{"mode":null}""", "mode: expected one of \"Off\", \"FirstFrame\", \"Always\", received null.")]
    [InlineData("""{"hidden":64}""", "hidden: expected an array, received the number 64.")]
    [InlineData("""{"hidden":[64,"x"]}""", "hidden[1]: expected an integer from -2147483648 to 2147483647, received the string \"x\".")]
    [InlineData("""{"hidden":null}""", "hidden: expected an array, received null.")]
    [InlineData("""{"rewards":{"food":{}}}""", "rewards[\"food\"]: expected a number within ±3.4e38, received an object.")]
    [InlineData("""{"learner":7}""", "learner: expected an object, received the number 7.")]
    [InlineData("""{"learner":null}""", "learner: expected an object, received null.")]
    [InlineData("""{"learner":{"dropout":1e39}}""", "learner.dropout: expected a number within ±3.4e38, received the number 1e39.")]
    [InlineData("""{"learner":{"dropout":"NaN"}}""", "learner.dropout: expected a number within ±3.4e38, received the string \"NaN\".")]
    [InlineData("""{"learner":{"others":[null]}}""", "learner.others[0]: expected an object, received null.")]
    public void ValuesOfTheWrongTypeAreNamed(string json, string message) => AssertRefused(json, message);

    [Theory]
    [InlineData("""{"learner":{"optimizer":{"type":"adm"}}}""", "learner.optimizer.type: expected one of \"sgd\", \"adam\", received the string \"adm\". Did you mean \"adam\"?")]
    [InlineData("""{"learner":{"optimizer":{"type":"lamb"}}}""", "learner.optimizer.type: expected one of \"sgd\", \"adam\", received the string \"lamb\".")]
    [InlineData("""{"learner":{"optimizer":{"type":1}}}""", "learner.optimizer.type: expected one of \"sgd\", \"adam\", received the number 1.")]
    [InlineData("""{"learner":{"optimizer":{"type":"\ud800"}}}""", "learner.optimizer.type: expected one of \"sgd\", \"adam\", received the string \"\"\\ud800\"\".")]
    [InlineData("""{"learner":{"optimizer":{"learning_rate":1}}}""", "learner.optimizer: expected the key \"type\" with one of \"sgd\", \"adam\", received an object without it.")]
    [InlineData("""{"learner":{"optimizer":{"$type":"sgd"}}}""", "learner.optimizer: expected the key \"type\" with one of \"sgd\", \"adam\", received an object without it.")]
    public void UnknownDiscriminatorsAreNamed(string json, string message) => AssertRefused(json, message);

    [Theory]
    [InlineData("", "line 1, byte 1: expected JSON without comments or trailing commas, received invalid text: The input does not contain any JSON tokens.")]
    [InlineData("{\n  // fast\n}", "line 2, byte 3: expected JSON without comments or trailing commas, received invalid text: '/' is invalid after a value.")]
    [InlineData("{\"frames\":1,}", "line 1, byte 13: expected JSON without comments or trailing commas, received invalid text: The JSON object contains a trailing comma at the end which is not supported in this mode.")]
    [InlineData("{} {}", "line 1, byte 4: expected JSON without comments or trailing commas, received invalid text: '{' is invalid after a single JSON value.")]
    public void InvalidJsonIsReportedWithItsPlace(string json, string message) => AssertRefused(json, message);

    [Fact]
    public void TextThatIsNotUnicodeIsRefused()
    {
        Assert.Equal("f: top level: expected Unicode text, received a lone surrogate.", Message("{\"a\ud800\":1}"));
        byte[] bytes = [(byte)'"', 0xFF, (byte)'"'];
        var exception = Assert.Throws<OptionsFormatException>(() => StrictJson.Read(bytes, SampleJson.Default.SampleRunOptions, "f"));
        Assert.Equal("f: top level: expected UTF-8, received bytes that are not UTF-8.", exception.Message);
    }

    [Fact]
    public void TheExceptionCarriesItsParts()
    {
        var exception = Assert.Throws<OptionsFormatException>(
            () => StrictJson.Read("""{"learner":{"optimizer":{"type":"adm"}}}""", SampleJson.Default.SampleRunOptions, "run.json"));
        Assert.Equal(
            ("run.json", "learner.optimizer.type", "one of \"sgd\", \"adam\"", "the string \"adm\"", "adam"),
            (exception.Origin, exception.Path, exception.Expected, exception.Received, exception.Closest));
    }

    [Fact]
    public void RequiredKeysAreRequired()
    {
        var exception = Assert.Throws<OptionsFormatException>(() => StrictJson.Read("{}", SampleJson.Default.SampleRequiredOptions, "f"));
        Assert.Equal("f: top level: expected the key \"name\", received an object without it.", exception.Message);
        Assert.Equal(7, StrictJson.Read("""{"name":"a"}""", SampleJson.Default.SampleRequiredOptions, "f").Seed);
    }

    [Fact]
    public void TypesThatWouldLoseTheirDefaultsAreRefused() => Assert.Equal(
        "property SampleInitOptions.seed: expected { get; set; }, received { get; init; }, whose default is lost when the JSON leaves it out.",
        Assert.Throws<NotSupportedException>(() => StrictJson.Read("{}", SampleJson.Default.SampleInitOptions, "f")).Message);

    [Fact]
    public void ContextsThatWantTheDiscriminatorFirstAreRefused() => Assert.Equal(
        "type SampleOptimizerOptions: expected a JSON context with AllowOutOfOrderMetadataProperties = true, received one without it.",
        Assert.Throws<NotSupportedException>(
            () => StrictJson.Read("""{"Optimizer":{"type":"sgd"}}""", InOrderSampleJson.Default.SampleLearnerOptions, "f")).Message);

    private static void AssertRefused(string json, string message)
    {
        Assert.Equal($"f: {message}", Message(json));
        var fromBytes = Assert.Throws<OptionsFormatException>(() => StrictJson.Read(Encoding.UTF8.GetBytes(json), SampleJson.Default.SampleRunOptions, "f"));
        Assert.Equal($"f: {message}", fromBytes.Message);
    }

    private static string Message(string json) =>
        Assert.Throws<OptionsFormatException>(() => StrictJson.Read(json, SampleJson.Default.SampleRunOptions, "f")).Message;
}
