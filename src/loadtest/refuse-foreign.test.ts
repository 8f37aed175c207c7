import { expect } from 'chai';
import { FakeApiServer, type Stored } from '../../test/fake-api-server/fake-api-server.ts';
import { configSchema } from '../config/schema.ts';
import { suiteLabels } from '../objects/suite-labels.ts';
import { deployPersistent } from './persistent-platform.ts';

const CORE = '/api/v1/namespaces/load';
const APPS = '/apis/apps/v1/namespaces/load';
const ours = { [suiteLabels.managedByLabel]: suiteLabels.managedBy, [suiteLabels.runLabel]: 'r1' };
const profile = {
  ...{ workers: 1, script: '', target: 'http://shop', paths: ['/'] },
  ...{ tls: 'default' as const, environment: {} },
};

/** What a setup of the platform `locust` says, and what it writes, with these objects in the namespace. */
async function setUpBeside(others: Record<string, Partial<Stored>>) {
  await using api = await FakeApiServer.start({ objects: { [CORE]: {}, ...others } });
  const request = { namespace: 'load', name: 'locust', runId: 'r2', profile, stays: true };
  const context = { cluster: api.door(), config: configSchema.parse({}) };
  const said = await deployPersistent(context, request, new AbortController().signal).then(
    () => 'nothing',
    (error: Error) => error.message,
  );
  return { said, writes: api.writes };
}

const labelled = (name: string, labels: Record<string, string>) => ({ metadata: { name, labels } });

describe('A platform takes over no object of somebody else', () => {
  const theirs: [string, Record<string, string>][] = [
    [`${CORE}/services/locust-master`, { app: 'locust' }],
    [`${CORE}/services/locust-dashboard`, {}],
    [`${APPS}/deployments/locust-master`, {}],
    [`${APPS}/deployments/locust-worker`, { 'app.kubernetes.io/managed-by': 'Helm' }],
    [`${CORE}/configmaps/locust-guard`, {}],
    [`${CORE}/configmaps/locust-own-scripts`, {}],
    ['/apis/networking.k8s.io/v1/namespaces/load/networkpolicies/locust-master', {}],
    [`${CORE}/secrets/locust-token`, {}],
    [`${CORE}/configmaps/locust-own-scripts-2`, {}],
    // Of a person who has copied a label, and of another platform of the suite.
    [`${CORE}/services/locust-master`, { 'shakedown/load': 'locust' }],
    [`${APPS}/deployments/locust-worker`, { ...ours, 'shakedown/load': 'other' }],
  ];
  for (const [path, labels] of theirs) {
    const name = path.split('/').at(-1) ?? '';
    it(`such as ${path} with ${JSON.stringify(labels)}, and refuses before anything is created`, async () => {
      const { said, writes } = await setUpBeside({ [path]: labelled(name, labels) });
      expect(said).to.match(/^LOAD_NAME_TAKEN: .*, which the suite has not created\n/);
      expect(said).to.contain(name);
      expect(writes).to.deep.equal([]);
    });
  }

  it('but replaces an idle one of the suite, beside objects with other names', async () => {
    const platform = { ...ours, 'shakedown/load': 'locust' };
    const { said } = await setUpBeside({
      [`${CORE}/services/locust-master`]: labelled('locust-master', platform),
      [`${APPS}/deployments/locust-worker`]: labelled('locust-worker', platform),
      [`${CORE}/services/locust-worker`]: labelled('locust-worker', {}),
      [`${CORE}/configmaps/locust-own-scripts-of-ann`]: labelled('locust-own-scripts-of-ann', {}),
    });
    expect(said).to.equal('nothing');
  });
});
