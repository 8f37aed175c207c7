/**
 * Names that Kubernetes allows and that programs get wrong, and a few hundred others, the same in every run: of namespaces and Services
 * (labels, 63 characters), of most other objects (with dots, 253), and of RBAC objects (any text without `/` and `%`).
 */
export const kubernetesNames = {
  labels: [
    ...[
      'svc',
      'cluster',
      'local',
      'proxy',
      'log',
      'pod',
      'pods',
      'api',
      'apis',
      'v1',
      'namespaces',
      'nodes',
      'services',
    ],
    ...[
      'default',
      'kubernetes',
      'workloads',
      'deployment',
      'constructor',
      'tostring',
      'http',
      'x',
      '0',
      '123',
      '0x',
      '1e5',
      '2024-q1',
    ],
    ...['a--b', 'xn--bcher-kva', 'a'.repeat(63), `0${'-'.repeat(61)}9`],
    ...randomNames(100, 63, 'abcxyz0189-'),
  ],
  subdomains: [
    ...[
      'a.b',
      '1.2.3.4',
      'ip-10-0-0-1.eu-1.compute.internal',
      'default.svc',
      'web.shop.svc.cluster.local',
      'log.proxy',
    ],
    `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(61)}`,
    ...randomNames(100, 253, 'abcxyz0189-.').map((name) => name.replaceAll(/[-.]*\.[-.]*/g, '.')),
  ],
  segments: ['system:node', 'system:controller:a', 'http:web:80', 'a b', 'a=b,c', 'a?b#c', 'ü', 'A_B', '~x', 'a&b+c'],
} as const;

/** A linear congruential generator (Numerical Recipes), so that the names are the same in every run. */
function* numbers(): Generator<number, never> {
  for (let seed = 1; ;) yield (seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}

function randomNames(count: number, longest: number, alphabet: string): string[] {
  const random = numbers();
  const pick = (from: string) => from.charAt(Math.floor(random.next().value * from.length));
  return Array.from({ length: count }, () => {
    const length = 1 + Math.floor(random.next().value * longest);
    const middle = Array.from({ length: Math.max(0, length - 2) }, () => pick(alphabet)).join('');
    return `${pick('az09')}${middle}${length > 1 ? pick('az09') : ''}`;
  });
}
