import { Command } from 'commander';

/** `shakedown target-app`: the app that specs deploy. */
export function targetAppCommand(): Command {
  return new Command('target-app')
    .description('the app that specs deploy: an HTTP server with knobs that change its behaviour')
    .argument('[knobs...]')
    .allowUnknownOption()
    .passThroughOptions()
    .addHelpText('after', '\nExample:\n  $ shakedown target-app --latency=50ms --error-rate=0.1')
    .action(async (knobs: string[]) => {
      const { targetApp } = await import('../../workloads/target-app/target-app.ts');
      await targetApp(knobs);
    });
}

/** `shakedown probe-agent`: tests Services and DNS from inside the cluster. */
export function probeAgentCommand(): Command {
  return new Command('probe-agent')
    .description('the agent on each node: opens connections and asks DNS questions for the runner')
    .addHelpText('after', '\nExample:\n  $ PROBE_TOKEN=secret shakedown probe-agent')
    .action(async () => {
      const { probeAgent } = await import('../../workloads/probe-agent/probe-agent.ts');
      await probeAgent();
    });
}
