import { Command } from 'commander';
import type { VolumeProbeFlags } from '../../workloads/volume-probe/volume-probe.ts';
import type { WriterFlags } from '../../workloads/log-writer/log-writer.ts';

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

/** `shakedown log-writer`: writes numbered lines, for the checks of log collection. */
export function logWriterCommand(): Command {
  return new Command('log-writer')
    .description('writes numbered lines to standard output, by which lost, doubled and changed ones are found')
    .argument('<plan...>', 'lines of a kind and their rate: steady=1000@50')
    .requiredOption('--run <word>', 'which is in each line')
    .option('--parts <count>', 'end with exit code 3 after each part of the lines but the last, to be started again')
    .option('--state <file>', 'that keeps how many parts are written')
    .option('--hold-after <kind>', 'wait after these lines, in each part, for POST /go-on/PART on port 8080')
    .option('--on-sigterm <plan...>', 'wait for SIGTERM, and write these lines then')
    .option('--account <file>', 'that receives what was written, as JSON', '/dev/termination-log')
    .addHelpText('after', '\nExample:\n  $ shakedown log-writer --run r1 --account /dev/stderr steady=3@1 long=2')
    .action(async (plan: string[], flags: WriterFlags) => {
      const { logWriter } = await import('../../workloads/log-writer/log-writer.ts');
      await logWriter(plan, flags);
    });
}

/** `shakedown volume-probe`: writes and reads a file, for the checks of volumes. */
export function volumeProbeCommand(): Command {
  return new Command('volume-probe')
    .description('writes a file to a volume, or reads it, and tells its size and checksum')
    .argument('<action>', 'write or read')
    .requiredOption('--file <path>', 'on the volume')
    .option('--bytes <count>', 'that are written, or should be there', '4194304')
    .option('--seed <text>', 'from which the bytes follow', '')
    .option('--account <file>', 'that receives size and checksum, or the error, as JSON', '/dev/termination-log')
    .addHelpText(
      'after',
      '\nExample:\n  $ shakedown volume-probe write --file /tmp/data --bytes 1000 --account /dev/stderr',
    )
    .action(async (action: string, flags: VolumeProbeFlags) => {
      const { volumeProbe } = await import('../../workloads/volume-probe/volume-probe.ts');
      await volumeProbe(action, flags);
    });
}
