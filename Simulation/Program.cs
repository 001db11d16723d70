using System.Text.Json;
using NeuroAgents.Simulation.Running;
var options = new RunOptions { Agents = int.Parse(args[0]), Frames = int.Parse(args[1]), Seed = ulong.Parse(args[2]) };
if (args.Length > 3) options.Learner = args[3];
for (int i = 4; i < args.Length; i++) { var p = args[i].Split('='); options.Set[p[0]] = p[1]; }
var sw = System.Diagnostics.Stopwatch.StartNew();
var report = new HeadlessRunner(options).Run();
Console.WriteLine(JsonSerializer.Serialize(report, new JsonSerializerOptions { WriteIndented = true }));
Console.WriteLine(sw.Elapsed);
return 0;
