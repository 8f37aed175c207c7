import { daemonSet, deployment, namespace, statefulSet, type Fault } from '../fault.ts';
import { restartedTwice } from '../restarted-twice.ts';

const script = (image: string, code: string) => ({ image, command: ['node', '-e', code] });
/** A native sidecar: it starts before the app and is to run as long as the pod. */
const sidecar = (image: string, code: string) => ({ name: 'proxy', restartPolicy: 'Always', ...script(image, code) });

const CRASHES = 'setTimeout(process.exit, 3000, 1)';
const RUNS = 'setInterval(() => {}, 1000)';
/** In both tenses: the look may fall between two starts, or while the container runs. */
const LOOP =
  /container proxy (crashes \(exit code 1|ended \d+ s after its last start \(exit code 1\)), (was )?restarted \d+ times/;

/** Faults of containers of every kind, and what is healthy although it looks like one. */
export const faults: readonly Fault[] = [
  {
    name: 'a native sidecar crashes again and again, and the app next to it is healthy',
    manifests: (image) => {
      const pod = { initContainers: [sidecar(image, CRASHES)] };
      return [
        namespace('fault-sidecar'),
        deployment({ namespace: 'fault-sidecar', image, pod }),
        statefulSet({ namespace: 'fault-sidecar', name: 'db', image, pod }),
        daemonSet({ namespace: 'fault-sidecar', name: 'agent', image, pod }),
      ];
    },
    inject: (local) => restartedTwice(local, 'fault-sidecar', 'initContainerStatuses'),
    red: {
      'workloads/deployment/fault-sidecar/web': LOOP,
      'workloads/statefulset/fault-sidecar/db': LOOP,
      'workloads/daemonset/fault-sidecar/agent': LOOP,
    },
  },
  {
    name: 'a container without probes ends a few seconds after each start, and was applied a moment ago',
    manifests: (image) => [
      namespace('fault-young'),
      deployment({
        namespace: 'fault-young',
        image,
        pod: { containers: [{ name: 'app', ...script(image, 'setTimeout(process.exit, 8000, 2)') }] },
      }),
    ],
    red: {
      'workloads/deployment/fault-young/web':
        /container app (crashes \(exit code 2|ended \d+ s after its last start \(exit code 2\)|has no readiness probe, ended once with exit code 2)/,
    },
  },
  {
    name: 'a healthy pod has a native sidecar, an init container that failed once, and no probe',
    manifests: (image) => {
      const once =
        'const fs = require("fs"); if (!fs.existsSync("/once/x")) { fs.writeFileSync("/once/x", ""); process.exit(1); }';
      const volumeMounts = [{ name: 'once', mountPath: '/once' }];
      return [
        namespace('fine-sidecar'),
        deployment({
          namespace: 'fine-sidecar',
          image,
          pod: {
            initContainers: [{ name: 'init', ...script(image, once), volumeMounts }, sidecar(image, RUNS)],
            containers: [{ name: 'app', ...script(image, RUNS) }],
            volumes: [{ name: 'once', emptyDir: {} }],
          },
        }),
      ];
    },
    red: {},
    others: { 'workloads/deployment/fine-sidecar/web': 'passed' },
  },
];
