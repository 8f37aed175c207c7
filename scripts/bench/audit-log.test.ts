import { expect } from 'chai';
import { judgeWrites } from './audit-log.ts';

const at = (microseconds: number) => `2026-11-21T08:17:47.${String(microseconds).padStart(6, '0')}Z`;
const base = Date.UTC(2026, 10, 21, 8, 17, 47) / 1_000;

/** A write of a Deployment's status, answered one millisecond after it was received. */
function status(
  name: string,
  answered: number,
  available: number,
  { generation = 1, observed, code = 200 }: { generation?: number; observed?: number; code?: number } = {},
) {
  return {
    verb: 'update',
    objectRef: { resource: 'deployments', namespace: 'shop', name, subresource: 'status' },
    responseStatus: { code },
    requestReceivedTimestamp: at(answered - 1_000),
    stageTimestamp: at(answered),
    requestObject: {
      metadata: { generation },
      spec: { replicas: 1, selector: {}, template: {} },
      status: {
        observedGeneration: observed ?? generation,
        replicas: 1,
        updatedReplicas: 1,
        availableReplicas: available,
      },
    },
  };
}

const created = {
  verb: 'create',
  objectRef: { resource: 'deployments', namespace: 'shop', name: 'web' },
  responseStatus: { code: 201 },
  requestReceivedTimestamp: at(1),
  stageTimestamp: at(900),
};

describe('the audit log of Deployments', () => {
  it('has for each the first write that made it complete, to the microsecond', () => {
    const { completions } = judgeWrites([
      created,
      status('web', 5_000, 0),
      status('web', 7_125, 1),
      status('web', 9_000, 1),
    ]);
    expect(completions.map(({ name, generation }) => [name, generation])).to.deep.equal([['web', 1]]);
    expect(completions[0]?.answered).to.be.closeTo(base + 0.007125, 1e-6);
    expect(completions[0]?.received).to.be.closeTo(base + 0.006125, 1e-6);
  });

  it('has one more write for each change of the spec, when the controller has seen the change', () => {
    const { completions } = judgeWrites([
      status('web', 1_000, 1),
      status('web', 2_000, 1, { generation: 2, observed: 1 }),
      status('web', 3_000, 1, { generation: 2 }),
    ]);
    expect(completions.map(({ generation }) => generation)).to.deep.equal([1, 2]);
    expect(completions[1]?.answered).to.be.closeTo(base + 0.003, 1e-6);
  });

  it('ignores writes that were refused', () => {
    const { completions } = judgeWrites([status('web', 1_000, 1, { code: 409 }), status('web', 2_000, 1)]);
    expect(completions[0]?.answered).to.be.closeTo(base + 0.002, 1e-6);
  });

  it('has the time of the request that created the first Deployment, if there was one', () => {
    expect(judgeWrites([created]).firstCreate).to.be.closeTo(base + 0.000001, 1e-6);
    expect(judgeWrites([]).firstCreate).to.equal(undefined);
  });
});
