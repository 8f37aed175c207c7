import { expect } from 'chai';
import type { Pod } from '../../../cluster/kinds/kinds.ts';
import { closedText, markClosed, podsBehindClosed, whyClosed, whyOnLoopback } from './closed-by-design.ts';
import type { Contact } from './reach.ts';
import { OPT_OUT } from './service-scope.ts';

const pod = (command: string[], hostNetwork = true): Pod => ({
  metadata: { namespace: 'kube-system', name: 'p' },
  spec: { hostNetwork, containers: [{ name: 'c', command }] },
});

describe('a port of a pod on the network of its node', () => {
  for (const [what, command, port, flag] of [
    ['the address of a scheduler', ['kube-scheduler', '--bind-address=127.0.0.1'], 10_259, '--bind-address=127.0.0.1'],
    [
      'the metrics of etcd',
      ['etcd', '--listen-metrics-urls=http://127.0.0.1:2381'],
      2381,
      '--listen-metrics-urls=http://127.0.0.1:2381',
    ],
    [
      'one of several addresses',
      ['etcd', '--listen-client-urls=https://127.0.0.1:2379,https://192.0.2.1:2379'],
      2381,
      undefined,
    ],
    ['another port', ['etcd', '--listen-metrics-urls=http://127.0.0.1:2381'], 2379, undefined],
    ['every address', ['kube-scheduler', '--bind-address=0.0.0.0'], 10_259, undefined],
    ['an address that it connects to', ['proxy', '--upstream=http://127.0.0.1:8080'], 8080, undefined],
    [
      'a list with another address of that port',
      ['etcd', '--listen-client-urls=https://127.0.0.1:2379,https://192.0.2.1:2379'],
      2379,
      undefined,
    ],
    ['the host of its database', ['app', '--db-host=localhost'], 8080, undefined],
    ['the address that it announces', ['app', '--advertise-address=127.0.0.1'], 8080, undefined],
    ['the address of a cache', ['app', '--redis-address=127.0.0.1:6379'], 6379, undefined],
    ['an API server', ['app', '--api-server-host', 'localhost'], 8080, undefined],
    ['an argument of two words', ['x', '--bind-address', '127.0.0.1'], 10_257, '--bind-address 127.0.0.1'],
    ['its host', ['x', '--host=localhost'], 80, '--host=localhost'],
    ['the address of its metrics', ['x', '-metrics-addr=127.0.0.1:8080'], 8080, '-metrics-addr=127.0.0.1:8080'],
    ['loopback in IPv6', ['x', '--listen-address=[::1]:9000'], 9000, '--listen-address=[::1]:9000'],
    [
      'the metrics of kube-proxy',
      ['/usr/local/bin/kube-proxy', '--config=/x'],
      10_249,
      'the default of kube-proxy’s metricsBindAddress',
    ],
  ] as const)
    it(`${flag === undefined ? 'is not closed by' : 'is closed by'} ${what}`, () => {
      expect(whyOnLoopback(pod([...command]), port)).to.equal(flag && `pod p listens on loopback alone (${flag})`);
    });

  it('is another matter for a pod with a network of its own', () => {
    expect(whyOnLoopback(pod(['x', '--bind-address=127.0.0.1'], false), 80)).to.equal(undefined);
  });
});

describe('a Service', () => {
  const contact = (closed?: string) => ({ ...(closed !== undefined && { closed }) }) as Contact;

  it('is closed by design when each of its addresses is', () => {
    expect(whyClosed([contact('a'), contact('b')])).to.equal('a');
    expect(whyClosed([contact('a'), contact()])).to.equal(undefined);
    expect(whyClosed([])).to.equal(undefined);
  });
});

describe('a port that all pods refuse', () => {
  const app = (name: string, ...ports: number[]): Pod => ({
    metadata: { namespace: 'shop', name },
    spec: { containers: [{ name: 'c', ports: ports.map((containerPort) => ({ containerPort })) }] },
  });
  const contact = (portName: string, port: number, name: string | undefined, error?: string) =>
    ({
      node: 'n1',
      address: { kind: name === undefined ? 'cluster IP' : 'endpoint', port, portName, pod: name },
      answer: { ok: error === undefined, error },
    }) as Contact;
  const refused = 'ECONNREFUSED';
  const contacts = [
    contact('web', 9093, 'a-0'),
    contact('mesh', 9094, 'a-0', refused),
    contact('mesh', 9094, undefined, refused),
  ];
  const why =
    'nothing listens on port 9094, which its pods declare, and their other ports answer: their app does not open it';
  const noted = `${why}; the port is not judged, because nothing says whether that is intended`;
  const marked = (all: readonly Contact[], ...pods: Pod[]) =>
    markClosed(all, new Map(pods.map((pod) => [pod.metadata?.name ?? '', pod]))).map(({ closed }) => closed);

  it('is closed by its app if they declare it and their other ports answer, at the cluster IP as well', () => {
    expect(podsBehindClosed(contacts)).to.deep.equal(['a-0']);
    expect(marked(contacts, app('a-0', 9093, 9094))).to.deep.equal([undefined, noted, noted]);
    expect(closedText(markClosed(contacts, new Map([['a-0', app('a-0', 9094)]])))).to.equal(noted);
  });

  it('is not judged if it is the first of the Service: which is hardly there for what is off', () => {
    const all = markClosed(contacts, new Map([['a-0', app('a-0', 9093, 9094)]]), 'mesh');
    const unsure = `${why}; whether that is intended is not known, because it is the first port of the Service: if it is, ${OPT_OUT} excludes it`;
    expect(all.map(({ closed }) => closed)).to.deep.equal([undefined, undefined, undefined]);
    expect(all.map(({ unjudged }) => unjudged)).to.deep.equal([undefined, unsure, unsure]);
    expect(markClosed(contacts, new Map([['a-0', app('a-0', 9094)]]), 'web').at(-1)?.closed).to.equal(noted);
  });

  it('is closed by the arguments of its pods, the first of the Service as well', () => {
    const lonely = contacts.slice(1);
    const bound = pod(['x', '--bind-address=127.0.0.1']);
    expect(markClosed(lonely, new Map([['a-0', bound]]), 'mesh').map(({ closed }) => closed)).to.deep.equal(
      lonely.map(() => 'pod p listens on loopback alone (--bind-address=127.0.0.1)'),
    );
  });

  it('is a mistake if no container declares it, or none of their ports answers', () => {
    expect(marked(contacts, app('a-0', 9093))).to.deep.equal([undefined, undefined, undefined]);
    expect(marked(contacts.slice(1), app('a-0', 9094))).to.deep.equal([undefined, undefined]);
  });

  it('is a fault if another pod opens it, or it does not answer', () => {
    const two = [...contacts, contact('mesh', 9094, 'a-1')];
    expect(podsBehindClosed(two)).to.deep.equal([]);
    expect(marked(two, app('a-0', 9094), app('a-1', 9094)).every((one) => one === undefined)).to.equal(true);
    expect(marked([contacts[0] as Contact, contact('mesh', 9094, 'a-0', 'timeout')], app('a-0', 9094))).to.deep.equal([
      undefined,
      undefined,
    ]);
  });
});
