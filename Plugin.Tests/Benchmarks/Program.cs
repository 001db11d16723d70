using BenchmarkDotNet.Running;
using NeuroAgents.Benchmarks;

// Times are comparable only if both programs compute the same.
foreach (int rows in InferenceBenchmarks.Batches)
{
    using InferenceBenchmarks pair = new() { Batch = rows };
    pair.SetUp();
    pair.RequireSameOutputs();
}

BenchmarkRunner.Run<InferenceBenchmarks>(args: args);
