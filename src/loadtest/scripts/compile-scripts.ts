import type { Cluster, Manifest } from '../../cluster/cluster.ts';
import { kinds, type Node, type Pod } from '../../cluster/kinds/kinds.ts';
import { fatal, notYet, ready, type Condition } from '../../conditions/waiting/condition.ts';
import { podTrouble } from '../../diagnosis/pod-trouble.ts';
import { until } from '../../conditions/waiting/until.ts';
import type { Config } from '../../config/schema.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { makeObjects } from '../../objects/objects.ts';
import { realNodesOnly } from '../../objects/real-nodes-only.ts';
import { milliseconds } from '../../time/duration.ts';
import type { ScriptFile } from '../../instruments/load/platform/script-bundle.ts';
import { loadRights } from '../../instruments/load/load-rights.ts';
import { locustImage } from '../../instruments/load/locust-image.ts';
import {
  scriptMaps,
  scriptSource,
  scriptVolume,
  type ScriptSource,
} from '../../instruments/load/platform/script-maps.ts';
import { simulatedNodes } from '../../instruments/load/platform/simulated-nodes.ts';

const CONTAINER = 'python';

/**
 * A Python program that compiles all scripts in its directory, and in those below it, without running them, and prints where and why one cannot be compiled. It reads bytes, so that
 * Python decides about their encoding (PEP 263).
 */
export const COMPILE = `
import os, sys
bad = 0
paths = []
# What pods mount are links; the directories that they lead to begin with two dots.
for directory, inner, files in os.walk(".", followlinks=True):
    inner[:] = sorted(name for name in inner if not name.startswith(".."))
    paths += [os.path.relpath(os.path.join(directory, name)) for name in files]
for name in sorted(paths):
    if name.endswith(".py"):
        try:
            with open(name, "rb") as file:
                compile(file.read(), name, "exec")
        except SyntaxError as error:
            bad = 1
            print(f"{name}, line {error.lineno}: {error.msg}" if error.lineno else f"{name}: {error.msg}")
        except (ValueError, MemoryError, RecursionError) as error:
            bad = 1
            print(f"{name}: {error or type(error).__name__}")
sys.exit(bad)
`;

/**
 * Compiles scripts with the image that will run them, in a pod that is removed afterwards.
 * @param parts the result of `bundle`.
 * @throws ShakedownError LOAD_SCRIPTS_DO_NOT_COMPILE with every script that does not; WaitError when the pod does not run.
 */
export async function compileScripts(
  { cluster, config }: { cluster: Cluster; config: Config },
  { namespace, parts, runId }: { namespace: string; parts: readonly (readonly ScriptFile[])[]; runId: string },
  signal: AbortSignal,
): Promise<void> {
  const name = `locust-compile-${runId}`;
  const ref = { namespace, name };
  const objects = makeObjects({ cluster, config, runId });
  const maps = scriptMaps(namespace, name, parts);
  try {
    await Promise.all(maps.map((map) => objects.create(kinds.configMaps, map, signal)));
    const manifest = podManifest(ref, {
      image: locustImage(config),
      sources: maps.map(scriptSource),
      simulated: await simulatedNodes(cluster, signal),
    });
    await objects.create(kinds.pods, manifest, signal);
    const { seen } = await until(cluster, hasEnded(ref), { withinMs: milliseconds(config.load.connect), signal });
    const exit = exitCodeOf(seen);
    if (exit === 0) return;
    throw new ShakedownError('LOAD_SCRIPTS_DO_NOT_COMPILE', {
      meaning: 'usage',
      expected: 'scripts that Python can compile',
      seen: (await cluster.logs(ref, { container: CONTAINER, signal })).trim() || `Python ended with ${exit}`,
    });
  } finally {
    await objects.removeAll(AbortSignal.timeout(60_000));
  }
}

function podManifest(
  { namespace, name }: { namespace: string; name: string },
  { image, sources, simulated }: { image: string; sources: readonly ScriptSource[]; simulated: readonly Node[] },
): Manifest {
  const directory = '/var/loadtest';
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace },
    spec: {
      affinity: realNodesOnly(simulated),
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 1,
      containers: [
        {
          name: CONTAINER,
          image,
          command: ['python3', '-c', COMPILE],
          workingDir: directory,
          volumeMounts: [{ name: 'scripts', mountPath: directory, readOnly: true }],
        },
      ],
      volumes: [scriptVolume(sources)],
    },
  };
}

function hasEnded(ref: { namespace: string; name: string }): Condition<Pod | undefined> {
  return {
    title: `pod ${ref.namespace}/${ref.name} has compiled the scripts`,
    rights: loadRights,
    todo: `kubectl -n ${ref.namespace} describe pod ${ref.name}`,
    read: (look) => look.get(kinds.pods, ref),
    judge: (pod) => {
      if (!pod) return notYet('it does not exist');
      if (exitCodeOf(pod) !== undefined) return ready();
      const trouble = podTrouble(pod);
      const text = trouble?.text ?? 'it runs';
      return trouble?.hopeless || pod.status?.phase === 'Failed' ? fatal(text) : notYet(text);
    },
  };
}

/** The exit code of Python, once it has ended. The phase of the pod does not show that, because an injected sidecar continues. */
function exitCodeOf(pod: Pod | undefined): number | undefined {
  return pod?.status?.containerStatuses?.find(({ name }) => name === CONTAINER)?.state?.terminated?.exitCode;
}
