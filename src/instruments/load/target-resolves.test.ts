import { expect } from 'chai';
import { FakeApiServer } from '../../../test/fake-api-server/fake-api-server.ts';
import { refuseUnresolved } from './target-resolves.ts';

const service = { spec: { ports: [{ port: 80 }] } };

describe('A target that no Service has the name of', () => {
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

  it('is none that is there', async () => expect(await refusal('http://api-good.team-b')).to.equal(undefined));

  for (const [target, seen] of [
    ['http://team-b.api-good.svc', 'there is no Service api-good/team-b'],
    ['http://team-b/api-good', 'there is no Service loadtest/team-b'],
  ] as const)
    it(`is asked back for one whose parts stand the other way round: ${target}`, async () => {
      expect(await refusal(target)).to.equal(
        [
          `LOAD_TARGET_UNRESOLVED: ${seen}`,
          `  expected: the target ${target} to have an address`,
          `  do:       did you mean api-good.team-b? ${name}`,
        ].join('\n'),
      );
    });

  it('is asked back for as well when it might be a host', async () => {
    expect(await refusal('http://team-b.api-good')).to.match(
      /^LOAD_TARGET_UNRESOLVED: team-b\.api-good has no address \(E.*\), and there is no Service api-good\/team-b\n.*\n {2}do: {7}did you mean api-good\.team-b\? name a Service /,
    );
  }).timeout(20_000);

  it('is not asked back for when there is none the other way round', async () => {
    expect(await refusal('http://team-b.api-bad.svc')).to.contain(`\n  do:       ${name}`);
  });
});
