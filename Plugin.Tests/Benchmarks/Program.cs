using BenchmarkDotNet.Running;
using NeuroAgents.Benchmarks;

// Nobody should read times of two programs that compute different things.
foreach (int rows in InferenceBenchmarks.Batches)
{
    using InferenceBenchmarks pair = new() { Batch = rows };
    pair.SetUp();
    pair.RequireSameOutputs();
}

BenchmarkRunner.Run<InferenceBenchmarks>(args: args);
