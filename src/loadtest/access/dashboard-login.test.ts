import { expect } from 'chai';
import { FakeApiServer } from '../../../test/fake-api-server/fake-api-server.ts';
import { configSchema } from '../../config/schema.ts';
import { silentProgress } from '../../terminal/progress.ts';
import { setUpPlatform } from '../set-up-platform.ts';
import { refuseWithoutLogin } from './dashboard-login.ts';

const { signal } = new AbortController();
const SECRET = '/api/v1/namespaces/load/secrets/dashboard';
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** What is said about a login with this Secret in the namespace. */
async function said(access: { loadBalancer: boolean; login?: string }, data?: Record<string, string>) {
  const encoded = data && Object.fromEntries(Object.entries(data).map(([key, text]) => [key, base64(text)]));
  await using api = await FakeApiServer.start({
    objects: { '/api/v1/namespaces/load': {}, ...(encoded && { [SECRET]: { data: encoded } }) },
  });
  const door = api.door();
  const refused = await refuseWithoutLogin(door, 'load', access, signal).then(
    () => 'nothing',
    (error: Error) => error.message.split('\n')[0],
  );
  await door.close();
  return refused;
}

describe('The login of a dashboard', () => {
  const login = 'dashboard';

  it('is needed for an address outside of the cluster, and for nothing else', async () => {
    expect(await said({ loadBalancer: false })).to.equal('nothing');
    expect(await said({ loadBalancer: true })).to.equal('LOAD_LOGIN_MISSING: no login for --load-balancer');
    const good = { username: 'ann', password: 'long enough' };
    expect(await said({ loadBalancer: true, login }, good)).to.equal('nothing');
    expect(await said({ loadBalancer: false, login }, good)).to.equal('nothing');
  });

  it('is refused when it does not exist, or is none', async () => {
    const wrong = async (data?: Record<string, string>) => await said({ loadBalancer: true, login }, data);
    expect(await wrong()).to.equal('LOAD_LOGIN_MISSING: no Secret load/dashboard');
    expect(await wrong({ username: 'ann' })).to.equal('LOAD_LOGIN_MISSING: Secret load/dashboard without password');
    expect(await wrong({ username: '', password: '' })).to.equal(
      'LOAD_LOGIN_MISSING: Secret load/dashboard without username and password',
    );
    expect(await wrong({ username: 'ann', password: 'short' })).to.equal(
      'LOAD_LOGIN_MISSING: a password of less than 8 characters in Secret load/dashboard',
    );
  });

  it('is asked for before anything is created', async () => {
    await using api = await FakeApiServer.start({ objects: { '/version': {} } });
    const context = {
      ...{ cluster: api.door(), config: configSchema.parse({}), signal },
      progress: silentProgress,
    };
    const spec = {
      ...{ workers: 1, script: '', target: 'http://shop', paths: ['/'], tls: 'default' as const, environment: {} },
      ...{ users: 1, spawnRate: 1, seconds: 60, rate: 0, thresholds: [] },
    };
    const setUp = {
      ...{ ref: { namespace: 'load', name: 'locust' }, plan: { spec, scripts: [], files: [] }, runId: 'r1' },
      ...{ setUpBy: { who: 'ann@laptop' }, takeOver: false },
      ...{ loadBalancer: true, holder: 'ann@laptop', cleanUpCommand: 'shakedown loadtest cleanup' },
    };
    const error = await setUpPlatform(context, setUp).catch((thrown: unknown) => thrown);
    expect(error).to.have.property('code', 'LOAD_LOGIN_MISSING');
    expect(api.writes).to.deep.equal([]);
  });
});
