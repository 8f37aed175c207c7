import type { LocalCluster } from '../../cluster/specs/local-cluster.ts';

const DNS = ['--namespace=kube-system'];
const MONITORING = ['--namespace=monitoring'];
const SLOW_PORT = 1_053;
const ROLLED_OUT = '--timeout=120s';

/** Forwards each question to the CoreDNS of its pod, 400 ms later. */
const SLOW_DNS = `
const { createSocket } = require('node:dgram');
const server = createSocket('udp4');
server.on('message', (question, { address, port }) =>
  setTimeout(() => {
    const client = createSocket('udp4');
    client.on('message', (answer) => {
      server.send(answer, port, address);
      client.close();
    });
    client.send(question, 53, '127.0.0.1');
  }, 400),
);
server.bind(${SLOW_PORT});`;

/** Lets the cluster DNS answer all questions 400 ms later, and none wrongly. */
export async function slowDns({ kubectl, image }: LocalCluster): Promise<void> {
  const slow = { name: 'slow', image, imagePullPolicy: 'Never', command: ['node', '--eval', SLOW_DNS] };
  const pods = JSON.stringify({ spec: { template: { spec: { containers: [slow] } } } });
  await kubectl([...DNS, 'patch', 'deployment', 'coredns', `--patch=${pods}`]);
  await kubectl([...DNS, 'rollout', 'status', 'deployment/coredns', ROLLED_OUT]);
  const service = JSON.stringify([{ op: 'replace', path: '/spec/ports/0/targetPort', value: SLOW_PORT }]);
  await kubectl([...DNS, 'patch', 'service', 'kube-dns', '--type=json', `--patch=${service}`]);
}

/** Removes a scrape job from the configuration of Prometheus, and starts Prometheus with that. */
export async function loseScrapeJob({ kubectl }: LocalCluster, job: string): Promise<void> {
  const map = JSON.parse(await kubectl([...MONITORING, 'get', 'configmap', 'prometheus', '--output=json'])) as {
    data: { 'prometheus.yml': string };
  };
  const settings = JSON.parse(map.data['prometheus.yml']) as { scrape_configs: { job_name: string }[] };
  settings.scrape_configs = settings.scrape_configs.filter(({ job_name }) => job_name !== job);
  const patch = JSON.stringify({ data: { 'prometheus.yml': JSON.stringify(settings) } });
  await kubectl([...MONITORING, 'patch', 'configmap', 'prometheus', '--type=merge', `--patch=${patch}`]);
  await kubectl([...MONITORING, 'rollout', 'restart', 'deployment/prometheus']);
  await kubectl([...MONITORING, 'rollout', 'status', 'deployment/prometheus', ROLLED_OUT]);
}
