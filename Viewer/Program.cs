return NeuroAgents.Viewer.ViewerProgram.Run(args);
