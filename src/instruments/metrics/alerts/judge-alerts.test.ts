import { expect } from 'chai';
import { configSchema } from '../../../config/schema.ts';
import type { Alert } from '../api/schemas.ts';
import { allowedText, firingAlerts, judgeAlerts } from './judge-alerts.ts';

const at = Date.parse('2026-01-10T12:00:00Z');
const alert = (more: Partial<Alert> = {}): Alert => ({
  labels: { alertname: 'NodeDown', severity: 'critical', node: 'node-2' },
  annotations: { summary: 'node-2 does not answer' },
  state: 'firing',
  activeAt: '2026-01-10T11:48:00Z',
  ...more,
});
const policy = (...allowed: object[]) => configSchema.parse({ alerts: { allowed } }).alerts;
const judge = (alerts: Alert[], of = policy()) => judgeAlerts({ at, alerts }, of);
const listed = { alert: 'NodeDown', owner: 'Ada', until: '2026-01-10' };

describe('Alerts', () => {
  it('that are not critical, or only pending, fail nothing', () => {
    const mild = alert({ labels: { alertname: 'NodeSlow', severity: 'warning' } });
    expect(judge([mild, alert({ state: 'pending' })])).to.deep.equal({ state: 'ready' });
  });

  it('that are critical fail with their summary and since when', () => {
    expect(judge([alert()])).to.deep.equal({
      state: 'not yet',
      reason: 'alert NodeDown fires for 12m00s: node-2 does not answer',
      counts:
        '1 alerts fire, 1 of them critical, and 0 critical and allowed; labels: alertname=NodeDown, node=node-2, severity=critical',
      todo: 'end its cause, or list it in alerts.allowed with its owner and the last day',
      stuckSince: '2026-01-10T11:48:00.000Z',
      due: { inMs: 5_000 },
    });
  });

  it('that are listed may fire until the last day', () => {
    expect(judge([alert()], policy(listed)).state).to.equal('ready');
    const [one] = firingAlerts([alert()], policy(listed), at).allowed;
    expect(one && allowedText(one)).to.equal('alert NodeDown fires, and may until 2026-01-10 (Ada)');
  });

  it('may not fire any longer than that, nor with other labels or another name', () => {
    const answer = judge([alert()], policy({ ...listed, until: '2026-01-09' }));
    expect('reason' in answer && answer.reason).to.equal(
      'alert NodeDown fires for 12m00s, and was allowed until 2026-01-09 (Ada): node-2 does not answer',
    );
    expect(judge([alert()], policy({ ...listed, labels: { node: 'node-1' } })).state).to.equal('not yet');
    expect(judge([alert()], policy({ ...listed, alert: 'NodeDow' })).state).to.equal('not yet');
    expect(judge([alert()], policy({ ...listed, alert: 'Node*' })).state).to.equal('ready');
  });

  it('that are many are named three by three', () => {
    const answer = judge(Array.from({ length: 5 }, () => alert()));
    expect('reason' in answer && answer.reason).to.match(/; and 2 more$/);
  });

  it('are not judged where they are not served, or Prometheus is away', () => {
    expect(judgeAlerts({ unserved: 'no' }, policy()).state).to.equal('does not apply');
    expect(judgeAlerts({ trouble: 'away' }, policy())).to.include({ isUnjudged: true });
  });

  it('are listed with an owner and a day', () => {
    for (const wrong of [
      { alert: 'A', until: '2026-01-01' },
      { alert: 'A', owner: 'Ada' },
      { ...listed, until: 'soon' },
    ])
      expect(configSchema.safeParse({ alerts: { allowed: [wrong] } }).success).to.equal(false);
  });
});
