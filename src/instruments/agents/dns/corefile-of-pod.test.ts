import { expect } from 'chai';
import type { Pod } from '../../../cluster/kinds/kinds.ts';
import { corefileOf, sourcesOf } from './corefile-of-pod.ts';

const pod = (container: object, volumes: object[] = []): Pod =>
  ({ spec: { containers: [{ name: 'coredns', ...container }], volumes } }) as Pod;

describe('the Corefile of a pod', () => {
  it('is looked for in what is mounted around its directory', () => {
    const mounts = ['/etc/coredns', '/etc/coredns/custom', '/etc', '/etc/corednsx', '/var/run/secrets'];
    const volumes = mounts.map((name) => ({ name, configMap: { name } }));
    const mounted = pod({ volumeMounts: mounts.map((name) => ({ name, mountPath: name })) }, volumes);
    expect(sourcesOf(mounted, '/etc/coredns/Corefile').map(({ at }) => at)).to.deep.equal(mounts.slice(0, 3));
  });

  it('is named by an argument, or is a mounted file', () => {
    expect(corefileOf(pod({ args: ['-conf', '/etc/coredns/Corefile'] }))).to.equal('/etc/coredns/Corefile');
    expect(corefileOf(pod({ command: ['coredns', '--conf=/c/main'] }))).to.equal('/c/main');
    expect(corefileOf(pod({ volumeMounts: [{ name: 'c', mountPath: '/Corefile', subPath: 'a' }] }))).to.equal(
      '/Corefile',
    );
    expect(corefileOf(pod({ args: ['-dns.port', '53'] }))).to.equal(undefined);
  });

  it('comes from the keys of ConfigMaps, with their paths in the container', () => {
    const data = { Corefile: 'a', extra: 'b' };
    const files = (mount: object, volume: object, corefile = '/etc/coredns/Corefile') =>
      sourcesOf(
        pod({ volumeMounts: [{ name: 'c', mountPath: '/etc/coredns', ...mount }] }, [{ name: 'c', ...volume }]),
        corefile,
      ).map(({ configMap, files: of }) => [configMap, ...of(data).flat()]);
    expect(files({}, { configMap: { name: 'm' } })).to.deep.equal([
      ['m', '/etc/coredns/Corefile', 'a', '/etc/coredns/extra', 'b'],
    ]);
    expect(files({}, { configMap: { name: 'm', items: [{ key: 'extra', path: 'custom/x.override' }] } })).to.deep.equal(
      [['m', '/etc/coredns/custom/x.override', 'b']],
    );
    expect(
      files({ mountPath: '/Corefile', subPath: 'Corefile' }, { configMap: { name: 'm' } }, '/Corefile'),
    ).to.deep.equal([['m', '/Corefile', 'a']]);
    expect(
      files({}, { projected: { sources: [{ configMap: { name: 'p' } }, { secret: { name: 's' } }] } }),
    ).to.deep.equal([['p', '/etc/coredns/Corefile', 'a', '/etc/coredns/extra', 'b']]);
    expect(files({}, { emptyDir: {} })).to.deep.equal([]);
  });
});
