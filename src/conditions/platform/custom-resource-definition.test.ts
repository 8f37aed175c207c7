import { expect } from 'chai';
import { judgeCustomResourceDefinition, type CustomResourceDefinition } from './custom-resource-definition.ts';

const since = '2026-11-28T02:00:00Z';
const recorded = (conditions: object[], metadata: object = {}) =>
  ({
    metadata: { name: 'queues.example.com', ...metadata },
    status: { conditions: conditions.map((one) => ({ lastTransitionTime: since, ...one })) },
  }) as unknown as CustomResourceDefinition;
const accepted = { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' };

describe('A CustomResourceDefinition', () => {
  it('is established when the API server says so', () => {
    const established = { type: 'Established', status: 'True', reason: 'InitialNamesAccepted', message: '' };
    expect(judgeCustomResourceDefinition(recorded([accepted, established]))).to.deep.equal({ state: 'ready' });
  });

  for (const [what, conditions, reason] of [
    [
      'whose names belong to another one',
      [
        { type: 'NamesAccepted', status: 'False', reason: 'PluralConflict', message: '"queues" is already in use' },
        { type: 'Established', status: 'False', reason: 'NotAccepted', message: 'not all names are accepted' },
      ],
      'its names are not accepted: "queues" is already in use',
    ],
    [
      'that is being installed',
      [accepted, { type: 'Established', status: 'False', reason: 'Installing', message: 'the initial names …' }],
      'it is not established: the initial names …',
    ],
  ] as const)
    it(`${what} is not, with the reason`, () => {
      expect(judgeCustomResourceDefinition(recorded([...conditions]))).to.deep.equal({
        state: 'not yet',
        reason,
        stuckSince: since,
      });
    });

  it('at which nobody has looked is not yet', () => {
    expect(judgeCustomResourceDefinition(recorded([]))).to.deep.equal({
      state: 'not yet',
      reason: 'the API server has not looked at it yet',
    });
  });

  it('that is deleted, or being deleted, has disappeared, with what holds it', () => {
    expect(judgeCustomResourceDefinition(undefined)).to.deep.equal({
      state: 'disappeared',
      reason: 'it does not exist',
    });
    const finalizers = ['customresourcecleanup.apiextensions.k8s.io'];
    expect(judgeCustomResourceDefinition(recorded([], { deletionTimestamp: since, finalizers }))).to.deep.equal({
      state: 'disappeared',
      reason: `it is being deleted, since ${since}, held by customresourcecleanup.apiextensions.k8s.io`,
      isTerminating: true,
    });
  });
});
