import { expect } from 'chai';
import { FakeApiServer } from '../../../test/fake-api-server/fake-api-server.ts';
import { refuseUnusableSecret } from './usable-secret.ts';

const SECRET = '/api/v1/namespaces/load/secrets/keys';

/** What is said about a Secret with these keys; without keys there is none. */
async function said(keys?: readonly string[], refused = false) {
  const data = keys && Object.fromEntries(keys.map((key) => [key, 'eA==']));
  await using api = await FakeApiServer.start({ objects: data ? { [SECRET]: { data } } : {} });
  if (refused) api.refusals.set(SECRET, 403);
  const door = api.door();
  const answer = await refuseUnusableSecret(
    door,
    { namespace: 'load', name: 'keys' },
    new AbortController().signal,
  ).then(
    () => 'nothing',
    (error: Error) => error.message.split('\n  expected')[0],
  );
  await door.close();
  return answer;
}

describe('The Secret of a load test', () => {
  it('may have any variable of the script, and keys that are none', async () => {
    expect(await said([])).to.equal('nothing');
    expect(await said(['HEADER_X_Api_Key', 'USER', 'RATE', 'tls.crt'])).to.equal('nothing');
  });

  it('is refused before anything is created when it would break the platform', async () => {
    expect(await said(['PYTHONPATH', 'A', 'LOCUST_HEADLESS'])).to.equal(
      'LOAD_SECRET_INVALID: PYTHONPATH changes what Python loads or does, also for Locust itself: leave it out\n' +
        '                     LOCUST_HEADLESS is set by the platform: leave it out',
    );
  });

  it('is refused when it does not exist, and left to the pods when it may not be read', async () => {
    expect(await said()).to.equal('LOAD_SECRET_MISSING: no Secret keys');
    expect(await said(undefined, true)).to.equal('nothing');
  });
});
