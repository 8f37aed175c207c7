import { expect } from 'chai';
import { FakeApiServer, type Reply } from '../../../test/fake-api-server/fake-api-server.ts';
import { configSchema } from '../../config/schema.ts';
import { chooseAccount, type Judged } from './reviewed-account.ts';

const ACCOUNT = '/api/v1/namespaces/sonobuoy/serviceaccounts/shakedown';
const OWN_REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const WHO_AM_I = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
const NOT_FOUND: Reply = {
  status: 404,
  body: { kind: 'Status', status: 'Failure', code: 404, reason: 'NotFound', details: { name: 'shakedown' } },
};

describe('The permissions that doctor checks', () => {
  const judged = async (replies: Record<string, Reply>, wanted?: Judged) => {
    const all = { [WHO_AM_I]: { body: { status: { userInfo: { username: 'ann' } } } }, ...replies };
    await using server = await FakeApiServer.start({
      routes: Object.fromEntries(Object.entries(all).map(([path, reply]) => [path, [reply]])),
    });
    return await chooseAccount(server.door(), configSchema.parse({}), wanted, new AbortController().signal);
  };
  const there = { [ACCOUNT]: { body: { metadata: { name: 'shakedown' } } } };
  const reviews = (allowed: boolean) => ({ [OWN_REVIEWS]: { body: { status: { allowed } } } });

  it('are those of the plugin when its account exists and may be reviewed', async () => {
    expect(await judged({ ...there, ...reviews(true) })).to.deep.equal({
      judged: 'plugin',
      account: {
        user: 'system:serviceaccount:sonobuoy:shakedown',
        groups: ['system:serviceaccounts', 'system:serviceaccounts:sonobuoy', 'system:authenticated'],
      },
      sentence: 'Checking permissions of service account sonobuoy/shakedown (used by the plugin).',
    });
  });

  it('are the caller’s when the plugin’s account has not been created', async () => {
    expect(await judged({ [ACCOUNT]: NOT_FOUND })).to.deep.equal({
      judged: 'run',
      sentence:
        'Checking permissions of ann (used by `shakedown run`). The plugin’s service account sonobuoy/shakedown does not exist yet: `shakedown verify` creates it for each run, `shakedown plugin --rbac` writes it.',
    });
  });

  it('are the caller’s when other accounts may not be reviewed', async () => {
    const { sentence } = await judged({ ...there, ...reviews(false), [WHO_AM_I]: { status: 500, body: 'broken' } });
    expect(sentence).to.equal(
      'Checking permissions of your account (used by `shakedown run`). The plugin’s service account sonobuoy/shakedown was not checked: you may not create subjectaccessreviews.',
    );
  }).timeout(10_000);

  it('are an error when the user has named the plugin and its account cannot be reviewed', async () => {
    const error = await judged({ [ACCOUNT]: NOT_FOUND }, 'plugin').catch((reason: Error) => reason);
    expect((error as Error).message).to.equal(
      [
        'RIGHTS_UNKNOWN: the plugin’s service account sonobuoy/shakedown does not exist yet: `shakedown verify` creates it for each run, `shakedown plugin --rbac` writes it',
        '  expected: to check the permissions of the plugin, because of --for plugin',
        '  do:       fix this, or leave out --for to check your own permissions',
      ].join('\n'),
    );
    expect(error).to.have.property('meaning', 'usage');
  });

  it('are the caller’s when the user has named them', async () => {
    expect((await judged({ ...there, ...reviews(true) }, 'run')).sentence).to.equal(
      'Checking permissions of ann (used by `shakedown run`). `--for plugin` checks those of the plugin.',
    );
  });
});
