import { daemonSet, deployment, namespace, statefulSet, type Fault } from '../fault.ts';
import { restarted } from '../restarted.ts';

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
    inject: (local) => restarted(local, 'fault-sidecar', { statuses: 'initContainerStatuses' }),
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
    name: 'a container ends a few seconds after each start, so that its own rule restarts its pod in vain',
    manifests: (image) => {
      const exitCodes = { operator: 'In', values: [42] };
      const rules = { restartPolicy: 'Never', restartPolicyRules: [{ action: 'RestartAllContainers', exitCodes }] };
      // Ready as soon as it listens: a container without a probe would be too young to be trusted.
      const ready = (port: number, then: string) => ({
        ...script(image, `require('net').createServer().listen(${port}); ${then}`),
        readinessProbe: { tcpSocket: { port }, periodSeconds: 1 },
      });
      const trainer = { name: 'trainer', ...ready(9001, 'setTimeout(process.exit, 8000, 42)'), ...rules };
      const containers = [trainer, { name: 'beside', ...ready(9002, RUNS) }];
      return [namespace('fault-rules'), deployment({ namespace: 'fault-rules', image, pod: { containers } })];
    },
    inject: (local) => restarted(local, 'fault-rules', { times: 6 }),
    red: {
      'workloads/deployment/fault-rules/web':
        /all containers are restarted by the rule of container trainer, \d+ times so far|container trainer ended with exit code 42, and is restarted by a rule/,
    },
  },
  {
    name: 'containers end twice so that their own rules restart them, and then run',
    manifests: (image) => {
      const code =
        'const fs = require("fs"); const ends = fs.readdirSync("/ends").length; if (ends < 2) { fs.writeFileSync("/ends/" + ends, ""); setTimeout(process.exit, 1000, 42); } else setInterval(() => {}, 1000);';
      const restarts = (action: string) => ({
        restartPolicy: 'Never',
        restartPolicyRules: [{ action, exitCodes: { operator: 'In', values: [42] } }],
        ...{ ...script(image, code), volumeMounts: [{ name: 'ends', mountPath: '/ends' }] },
      });
      const volumes = [{ name: 'ends', emptyDir: {} }];
      const all = [
        { name: 'trainer', ...restarts('RestartAllContainers') },
        { name: 'beside', ...script(image, RUNS) },
      ];
      return [
        namespace('fine-rules'),
        deployment({
          ...{ namespace: 'fine-rules', image },
          pod: { containers: [{ name: 'app', ...restarts('Restart') }], volumes },
        }),
        deployment({ namespace: 'fine-rules', name: 'all', image, pod: { containers: all, volumes } }),
      ];
    },
    red: {},
    others: { 'workloads/deployment/fine-rules/web': 'passed', 'workloads/deployment/fine-rules/all': 'passed' },
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
