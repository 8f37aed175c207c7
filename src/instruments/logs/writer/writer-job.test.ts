import { expect } from 'chai';
import { writerJob } from './writer-job.ts';

const settings = { namespace: 'own', name: 'w', image: 'suite:1', run: 's1', simulated: [] };
type Job = { spec: { backoffLimit: number; template: { spec: Record<string, unknown> } } };
const job = (of: object) => (writerJob({ ...settings, lines: [], ...of }) as unknown as Job).spec;
const containerOf = (of: object) => (job(of).template.spec['containers'] as Record<string, unknown>[])[0];

describe('The Job of a log writer', () => {
  it('runs on its node, whatever the taints', () => {
    const { template } = job({ node: 'node-1' });
    expect(template.spec).to.deep.include({ restartPolicy: 'Never', tolerations: [{ operator: 'Exists' }] });
    expect(JSON.stringify(template.spec['affinity'])).to.include(
      '{"key":"metadata.name","operator":"In","values":["node-1"]}',
    );
  });

  it('without a node runs on any real one', () => {
    const { template } = job({ simulated: [{ metadata: { name: 'kwok-1' } }] });
    expect(JSON.stringify(template.spec['affinity'])).to.include('"operator":"NotIn","values":["kwok-1"]');
  });

  it('writes its plan once', () => {
    const lines = [{ kind: 'steady', count: 1_000, perSecond: 50 }];
    expect(job({ lines }).backoffLimit).to.equal(0);
    expect(containerOf({ lines })).to.deep.equal({
      ...{ name: 'log-writer', image: 'suite:1', args: ['log-writer', '--run=s1', 'steady=1000@50'] },
    });
  });

  it('is started again for each further part, and remembers how many it wrote', () => {
    const { backoffLimit, template } = job({ parts: 3 });
    expect(backoffLimit).to.equal(3);
    expect(template.spec).to.deep.include({
      ...{ restartPolicy: 'OnFailure', volumes: [{ name: 'state', emptyDir: {} }] },
    });
    expect(containerOf({ parts: 3 }))
      .to.have.property('args')
      .that.includes('--parts=3');
  });

  it('holds lines back after a kind', () => {
    const of = { lines: [{ kind: 'utf8', count: 1 }], holdAfter: 'utf8' };
    expect(containerOf(of))
      .to.have.property('args')
      .that.deep.equals(['log-writer', '--run=s1', '--hold-after=utf8', 'utf8=1']);
  });

  it('gets time to write its last lines when its pod is deleted', () => {
    const of = { atDeletion: [{ kind: 'burst', count: 500 }] };
    expect(job(of).template.spec).to.include({ terminationGracePeriodSeconds: 30 });
    expect(containerOf(of)).to.have.property('args').that.deep.includes('burst=500');
  });
});
