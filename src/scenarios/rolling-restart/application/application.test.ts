import { expect } from 'chai';
import { configSchema } from '../../../config/schema.ts';
import { applicationsOf } from './application.ts';

const configured = (applications: Record<string, string>) =>
  configSchema.safeParse({ rollingRestart: { applications } });

describe('The applications that may be restarted', () => {
  it('are those of the configuration, each with the permission to change it alone', () => {
    const { data } = configured({
      'workloads/deployment/shop/web': 'http://web:8080/healthz',
      'workloads/statefulset/shop/orders.db': 'http://db/',
    });
    const [web, db] = applicationsOf(data!);
    expect(web).to.deep.include({
      ...{ id: 'workloads/deployment/shop/web', title: 'deployment web', ref: { namespace: 'shop', name: 'web' } },
      health: { service: 'web', port: 8080, path: '/healthz' },
    });
    expect(web?.rights[0]).to.deep.equal({
      ...{ group: 'apps', resource: 'deployments', verbs: ['patch'], names: ['web'], scope: { namespace: 'shop' } },
    });
    expect(web?.rights.slice(1).flatMap(({ verbs }) => verbs)).to.not.include.members(['patch']);
    expect([db?.kind.kind, db?.title, db?.rights[0]?.resource]).to.deep.equal([
      ...['StatefulSet', 'statefulset orders.db', 'statefulsets'],
    ]);
  });

  it('are none by default', () => {
    expect(applicationsOf(configured({}).data!)).to.deep.equal([]);
  });

  for (const [id, url] of [
    ['workloads/daemonset/shop/web', 'http://web/'],
    ['shop/web', 'http://web/'],
    ['workloads/deployment/shop/*', 'http://web/'],
    ['workloads/deployment/shop/web', 'http://web.other.svc/'],
  ] as const)
    it(`are not '${id}' at '${url}'`, () => {
      expect(configured({ [id]: url }).success).to.equal(false);
    });
});
