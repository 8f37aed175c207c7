import { expect } from 'chai';
import type { Event } from '../cluster/kinds/kinds.ts';
import { whyNotCreated } from './not-created.ts';

const START = Date.parse('2026-01-01T00:10:00Z');
const event = (minute: number, message: string, about: object = {}) =>
  ({
    reason: 'FailedCreate',
    message,
    lastTimestamp: new Date(START + minute * 60_000).toISOString(),
    involvedObject: { kind: 'ReplicaSet', name: 'web-7d9', ...about },
  }) as unknown as Event;

describe('Why pods could not be created', () => {
  it('is reported once, from the newest event, although each pod has its own event', () => {
    const refused = (pod: string) => `Error creating: pods "web-7d9-${pod}" is forbidden: exceeded quota: small`;
    const events = [
      event(0, refused('a')),
      event(2, `(combined from similar events): ${refused('c')}`),
      event(1, refused('b')),
    ];
    expect(whyNotCreated(events, ['web'], START)).to.equal('pods "web-7d9-c" is forbidden: exceeded quota: small');
  });

  it('does not come from older events, or from events about others', () => {
    const events = [event(-1, 'old'), event(1, 'other', { name: 'shop-1' }), event(1, 'job', { kind: 'Job' })];
    expect(whyNotCreated(events, ['web'], START)).to.equal(undefined);
  });

  it('does not come from events about a Deployment whose name begins with that of this one', () => {
    const events = [event(1, 'other', { name: 'web-api' }), event(1, 'other', { name: 'web-api-7d9' })];
    expect(whyNotCreated(events, ['web'], START)).to.equal(undefined);
    expect(whyNotCreated(events, ['web-api'], START)).to.equal('other');
  });
});
