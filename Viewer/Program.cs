Console.WriteLine("The viewer is not built yet: it will show the agents with live loss and weight overlays.");
Console.WriteLine("To run a simulation without a window: dotnet run -c Release --project Simulation");
return 0;
