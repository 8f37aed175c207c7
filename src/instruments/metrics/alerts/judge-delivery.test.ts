import { expect } from 'chai';
import { notificationsOf } from '../api/alertmanager-api.ts';
import { judgeDelivery, type DeliverySeen } from './judge-delivery.ts';

const judge = (more: Partial<DeliverySeen>) =>
  judgeDelivery({
    alertmanager: 'service monitoring/alertmanager:9093 through the API server',
    watchdogs: [{ name: 'Watchdog', fires: true, arrived: true }],
    notifications: [{ integration: 'webhook', tried: 4, failed: 0 }],
    span: 'in the last 10m',
    ...more,
  });
const reason = (more: Partial<DeliverySeen>) => {
  const answer = judge(more);
  return 'reason' in answer ? answer.reason : undefined;
};

describe('The way of alerts', () => {
  it('leads to receivers', () => {
    expect(judge({})).to.deep.equal({ state: 'ready' });
  });

  it('is broken where an alert that always fires does not, or does not arrive', () => {
    expect(reason({ watchdogs: [{ name: 'Watchdog', fires: false, arrived: false }] })).to.equal(
      'alert Watchdog does not fire, although it always should',
    );
    expect(reason({ watchdogs: [{ name: 'Watchdog', fires: true, arrived: false }] })).to.equal(
      'alert Watchdog fires in Prometheus and has not reached service monitoring/alertmanager:9093 through the API server',
    );
  });

  it('is broken where a receiver accepts nothing', () => {
    expect(reason({ notifications: [{ integration: 'webhook', tried: 12.3, failed: 12.3 }] })).to.equal(
      'no notification by webhook is accepted: 12 tried in the last 10m, and all failed',
    );
  });

  it('is broken where one receiver accepts nothing, and another one of the same kind all', () => {
    const [good, bad] = ['a', 'b'].map((receiver) => ({ integration: 'slack', receiver, tried: 20, failed: 0 }));
    expect(reason({ notifications: [good!, { ...bad!, failed: 20 }] })).to.equal(
      'no notification by slack of receiver b is accepted: 20 tried in the last 10m, and all failed',
    );
  });

  it('is told where a receiver accepts some', () => {
    expect(judge({ notifications: [{ integration: 'slack', tried: 12, failed: 3 }] })).to.deep.equal({
      ...{ state: 'ready', isRemarkable: true },
      reason: '3 of 12 notifications by slack failed in the last 10m',
    });
  });

  it('is told where nothing shows it', () => {
    expect(reason({ watchdogs: [], notifications: [] })).to.equal(
      'no rule always fires, so it is not known whether alerts arrive (alerts.watchdog); no notification was tried in the last 10m, so it is not known whether receivers accept them',
    );
  });

  it('is broken without Alertmanager, and not judged without Prometheus', () => {
    expect(judge({ trouble: 'away' })).to.not.have.property('isUnjudged');
    expect(judge({ prometheusTrouble: 'away' })).to.include({ isUnjudged: true, reason: 'away' });
  });
});

describe('The metrics of Alertmanager', () => {
  it('say what was tried and what failed, by receiver where they have it', () => {
    const text = [
      '# TYPE alertmanager_notification_requests_total counter',
      'alertmanager_notification_requests_total{integration="webhook",receiver_name="a"} 3',
      'alertmanager_notification_requests_total{integration="webhook",receiver_name="b"} 2',
      'alertmanager_notification_requests_total{integration="email"} 0',
      'alertmanager_notification_requests_failed_total{integration="webhook",receiver_name="a"} 3',
    ].join('\n');
    expect(notificationsOf(text)).to.deep.equal([
      { integration: 'webhook', receiver: 'a', tried: 3, failed: 3 },
      { integration: 'webhook', receiver: 'b', tried: 2, failed: 0 },
    ]);
    expect(notificationsOf(text.replaceAll(/,receiver_name="\w"/g, ''))).to.deep.equal([
      { integration: 'webhook', tried: 5, failed: 3 },
    ]);
  });
});
