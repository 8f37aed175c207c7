import { expect } from 'chai';
import { FakeApiServer } from '../../../test/fake-api-server/fake-api-server.ts';
import { refuseUnresolved } from './target-resolves.ts';

const service = { spec: { ports: [{ port: 80 }] } };

describe('A target without a Service of its name', () => {
  const refusal = async (target: string) => {
    await using api = await FakeApiServer.start({
      objects: { '/api/v1/namespaces/team-b/services/api-good': service },
    });
    const cluster = api.door();
    const { signal } = new AbortController();
    const error = await refuseUnresolved(cluster, target, 'loadtest', signal).catch((reason: Error) => reason);
    await cluster.close();
    return error?.message;
  };
  const name =
    'name a Service (shop, when it is in loadtest; else shop.NAMESPACE) or a host; --no-resolve if only the cluster knows it';

  it('is not refused when the Service exists', async () =>
    expect(await refusal('http://api-good.team-b')).to.equal(undefined));

  for (const [target, seen] of [
    ['http://team-b.api-good.svc', 'there is no Service api-good/team-b'],
    ['http://team-b/api-good', 'there is no Service loadtest/team-b'],
  ] as const)
    it(`is refused with a suggestion when a Service exists with the parts swapped: ${target}`, async () => {
      expect(await refusal(target)).to.equal(
        [
          `LOAD_TARGET_UNRESOLVED: ${seen}`,
          `  expected: the target ${target} to have an address`,
          `  do:       did you mean api-good.team-b? ${name}`,
        ].join('\n'),
      );
    });

  it('is refused with a suggestion also when it might be a host', async () => {
    expect(await refusal('http://team-b.api-good')).to.match(
      /^LOAD_TARGET_UNRESOLVED: team-b\.api-good has no address \(E.*\), and there is no Service api-good\/team-b\n.*\n {2}do: {7}did you mean api-good\.team-b\? name a Service /,
    );
  }).timeout(20_000);

  it('is not refused when only name servers of the cluster may know it', async () => {
    for (const host of [
      ...['shop.web.svc.clusterset.local', 'shop.web.svc.clusterset.local.', 'shop.web.svc.corp.example'],
      ...['db-0.db.web.svc.cluster.local', 'db-0.db.web.svc', 'a.db.web.svc.k8s.internal'],
    ])
      expect(await refusal(`https://${host}:8443/base`), host).to.equal(undefined);
  });

  it('is refused when a name of this cluster is certain, with or without its domain', async () => {
    for (const host of ['shop.web.svc', 'shop.web.svc.', 'shop.web.svc.cluster.local', 'shop.web.svc.cluster.local.'])
      expect(await refusal(`http://${host}`), host).to.match(
        /^LOAD_TARGET_UNRESOLVED: there is no Service web\/shop\n/,
      );
  });

  it('is refused with a port that a Service of another domain does not have here', async () => {
    expect(await refusal('http://api-good.team-b.svc.corp.example:81')).to.match(/has no port 81, it has 80/);
  });

  it('is refused without a suggestion when no such Service exists', async () => {
    expect(await refusal('http://team-b.api-bad.svc')).to.contain(`\n  do:       ${name}`);
  });
});
