import { expect } from 'chai';
import { FakeApiServer } from '../../../test/fake-api-server/fake-api-server.ts';
import { configSchema } from '../../config/schema.ts';
import { tokenDigest } from '../../instruments/load/platform/platform-token.ts';
import { deployPersistent } from '../persistent-platform.ts';
import { removePlatform } from '../remove-platform.ts';
import { platformToken } from './token-secret.ts';

const ref = { namespace: 'load', name: 'locust' };
const SECRET = '/api/v1/namespaces/load/secrets/locust-token';
const MASTER = '/apis/apps/v1/namespaces/load/deployments/locust-master';
const profile = {
  ...{ workers: 1, script: '', target: 'http://shop', paths: ['/'] },
  ...{ tls: 'default' as const, environment: {} },
};
const { signal } = new AbortController();

describe('The token of a platform that stays', () => {
  it('is random, in a Secret of its own, and only its digest is in the pods', async () => {
    const deployed = async () => {
      await using api = await FakeApiServer.start({ objects: { '/api/v1/namespaces/load': {} } });
      const door = api.door();
      await deployPersistent(
        { cluster: door, config: configSchema.parse({}) },
        { ...ref, runId: 'r1', profile },
        signal,
      );
      const token = (await platformToken(door, ref, signal)) ?? '';
      await door.close();
      const others = [...api.objects.entries()].filter(([path]) => path !== SECRET);
      const text = JSON.stringify(others);
      expect([text.includes(token), text.includes(tokenDigest(token))]).to.deep.equal([false, true]);
      expect(api.objects.get(SECRET)?.metadata['ownerReferences']).to.deep.equal([
        {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          name: 'locust-master',
          uid: api.objects.get(MASTER)?.metadata.uid,
        },
      ]);
      return token;
    };
    const [first, second] = [await deployed(), await deployed()];
    expect(first).to.match(/^[\w-]{43}$/);
    expect(second).to.not.equal(first);
  });

  it('stays when the platform is set up again, and is removed with it', async () => {
    await using api = await FakeApiServer.start({ objects: { '/api/v1/namespaces/load': {} } });
    const door = api.door();
    const deploy = async (runId: string) => {
      await deployPersistent({ cluster: door, config: configSchema.parse({}) }, { ...ref, runId, profile }, signal);
      return await platformToken(door, ref, signal);
    };
    expect(await deploy('r1')).to.equal(await deploy('r2'));
    await removePlatform(door, ref, signal);
    expect([...api.objects.keys()].filter((path) => path.includes('locust'))).to.deep.equal([]);
    await door.close();
  });

  it('is needed before anything is created: an account that may not read it changes nothing', async () => {
    await using api = await FakeApiServer.start({ objects: { '/api/v1/namespaces/load': {} } });
    api.refusals.set(SECRET, 403);
    const context = { cluster: api.door(), config: configSchema.parse({}) };
    const error = await deployPersistent(context, { ...ref, runId: 'r1', profile }, signal).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).to.have.property('code', 'CLUSTER_FORBIDDEN');
    expect(api.writes).to.deep.equal([]);
  });
});
