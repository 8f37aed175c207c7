import { expect } from 'chai';
import { FakeApiServer, type Reply } from '../../../test/fake-api-server/fake-api-server.ts';
import { configSchema } from '../../config/schema.ts';
import { whoseRights, type Judged } from './whose-rights.ts';

const ACCOUNT = '/api/v1/namespaces/sonobuoy/serviceaccounts/shakedown';
const OWN_REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const WHO_AM_I = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
const NOT_FOUND: Reply = {
  status: 404,
  body: { kind: 'Status', status: 'Failure', code: 404, reason: 'NotFound', details: { name: 'shakedown' } },
};

describe('Whose permissions doctor checks', () => {
  const judged = async (replies: Record<string, Reply>, wanted?: Judged) => {
    const all = { [WHO_AM_I]: { body: { status: { userInfo: { username: 'ann' } } } }, ...replies };
    await using server = await FakeApiServer.start({
      routes: Object.fromEntries(Object.entries(all).map(([path, reply]) => [path, [reply]])),
    });
    return await whoseRights(server.door(), configSchema.parse({}), wanted, new AbortController().signal);
  };
  const there = { [ACCOUNT]: { body: { metadata: { name: 'shakedown' } } } };
  const reviews = (allowed: boolean) => ({ [OWN_REVIEWS]: { body: { status: { allowed } } } });

  it('are those of the plugin, where its account is there and may be asked about', async () => {
    expect(await judged({ ...there, ...reviews(true) })).to.deep.equal({
      judged: 'plugin',
      account: {
        user: 'system:serviceaccount:sonobuoy:shakedown',
        groups: ['system:serviceaccounts', 'system:serviceaccounts:sonobuoy', 'system:authenticated'],
      },
      sentence: 'Checking permissions of service account sonobuoy/shakedown (used by the plugin).',
    });
  });

  it('are the caller’s when the plugin’s account has not been made', async () => {
    expect(await judged({ [ACCOUNT]: NOT_FOUND })).to.deep.equal({
      judged: 'run',
      sentence:
        'Checking permissions of ann (used by `shakedown run`). The plugin’s service account sonobuoy/shakedown does not exist yet: `shakedown verify` creates it for each run, `shakedown plugin --rbac` writes it.',
    });
  });

  it('are the caller’s when others may not be asked about', async () => {
    const { sentence } = await judged({ ...there, ...reviews(false), [WHO_AM_I]: { status: 500, body: 'broken' } });
    expect(sentence).to.equal(
      'Checking permissions of your account (used by `shakedown run`). The plugin’s service account sonobuoy/shakedown was not checked: you may not create subjectaccessreviews.',
    );
  }).timeout(10_000);

  it('are nobody’s when those of the plugin are wanted and cannot be asked for: others would be taken for them', async () => {
    const error = await judged({ [ACCOUNT]: NOT_FOUND }, 'plugin').catch((reason: Error) => reason);
    expect((error as Error).message).to.equal(
      [
        'RIGHTS_UNKNOWN: the plugin’s service account sonobuoy/shakedown does not exist yet: `shakedown verify` creates it for each run, `shakedown plugin --rbac` writes it',
        '  expected: to check the permissions of the plugin, as --for plugin asks',
        '  do:       fix that, or leave out --for to check your own',
      ].join('\n'),
    );
    expect(error).to.have.property('meaning', 'usage');
  });

  it('are the caller’s when they are wanted', async () => {
    expect((await judged({ ...there, ...reviews(true) }, 'run')).sentence).to.equal(
      'Checking permissions of ann (used by `shakedown run`). `--for plugin` checks those of the plugin.',
    );
  });
});
