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
    .addHelpText(
      'after',
      '\nThe runner starts it with its settings in the environment: PROBE_TOKEN_SHA256, PROBE_CONNECTIONS_PER_SECOND, PROBE_CONNECTIONS_IN_ALL.' +
        '\n\nExample:\n  $ PROBE_TOKEN_SHA256=$(printf secret | sha256sum | cut -c1-64) PROBE_CONNECTIONS_PER_SECOND=10 PROBE_CONNECTIONS_IN_ALL=100 shakedown probe-agent',
    )
    .action(async () => {
      const { probeAgent } = await import('../../workloads/probe-agent/probe-agent.ts');
      await probeAgent();
    });
}
