return NeuroAgents.Simulation.CommandLine.CommandLineProgram.Run(args);
