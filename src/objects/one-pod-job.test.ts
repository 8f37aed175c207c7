import { expect } from 'chai';
import { z } from 'zod';
import { JOB_LABEL, onePodJob, podOfJob, readAccount } from './one-pod-job.ts';

describe('A Job of one pod', () => {
  const place = { namespace: 'own', name: 'w', app: 'shakedown-w', pod: { containers: [] } };

  it('runs once, or starts its container again a number of times', () => {
    const spec = (restarts?: number) => onePodJob({ ...place, ...(restarts !== undefined && { restarts }) })['spec'];
    expect(spec()).to.deep.include({ backoffLimit: 0 });
    expect(spec()).to.have.nested.property('template.spec.restartPolicy', 'Never');
    expect(spec(3)).to.deep.include({ backoffLimit: 3 });
    expect(spec(3)).to.have.nested.property('template.spec.restartPolicy', 'OnFailure');
  });

  it('has its label on its pod, by which that is found', () => {
    const labels = onePodJob(place).metadata.labels;
    expect(onePodJob(place)['spec']).to.deep.nested.include({ 'template.metadata.labels': labels });
    const pods = ['v', 'w'].map((name) => ({ metadata: { name: `${name}-1`, labels: { [JOB_LABEL]: name } } }));
    expect(podOfJob(pods, 'w')?.metadata?.name).to.equal('w-1');
    expect(podOfJob(pods, 'x')).to.equal(undefined);
  });

  it('says of itself what its schema knows, and nothing else', () => {
    const schema = z.strictObject({ bytes: z.number() });
    expect(readAccount('{"bytes":1}', schema)).to.deep.equal({ bytes: 1 });
    for (const message of [undefined, '', 'Killed', '{"bytes":"1"}', '{"bytes":1,"more":2}'])
      expect(readAccount(message, schema), message).to.equal(undefined);
  });
});
