import { expect } from 'chai';
import type { EndingPod } from '../pods/ending-pod.ts';
import { shortOf } from './short-budgets.ts';
import { formatEnds, judgeApplication } from './judge-application.ts';
import { whyNotRestarted } from './restart-application.ts';

const pod: EndingPod = {
  ...{ name: 'web-1', sigterm: 1_000, unlisted: 1_200, exit: 4_000, exitCode: 0, graceSeconds: 30, toleranceMs: 500 },
};
const request = { node: 'n1', sent: 2_000, ended: 2_010, reused: false, status: 200 };
const seen = (more: object = {}, requests: object[] = [request]) => ({
  ledger: { requests, due: 1, missed: 0, clocks: new Map() } as never,
  ...{ pods: [pod], namespace: 'shop', service: 'web', workload: 'deployment web', short: [], outages: [] },
  ...more,
});

describe('The restart of an application', () => {
  it('passes when no request is lost, no pod is killed and no budget is short, although its answers name no pod', () => {
    expect(judgeApplication(seen())).to.include({ status: 'passed' });
  });

  it('fails when its rolling update leaves fewer pods than a budget demands', () => {
    const short = [{ name: 'web', healthy: 1, demanded: 2 }];
    expect(judgeApplication(seen({ short }))).to.deep.equal({
      ...{ status: 'failed', code: 'BUDGET_VIOLATED', counts: '1 healthy, 2 demanded' },
      message:
        'poddisruptionbudget shop/web demands more healthy pods than the rolling update of deployment web leaves',
      todo: 'lower maxUnavailable of its update strategy: kubectl -n shop get deployment web -o yaml',
    });
    // A lost request is what its users see.
    expect(judgeApplication(seen({ short }, [{ ...request, sent: 300, ended: 310, status: 503 }]))).to.include({
      code: 'FAILED_WHILE_READY',
    });
  });

  it('is told with the exit codes of its pods', () => {
    const pods = [pod, { ...pod, exitCode: 143 }, { ...pod, exitCode: 143 }];
    expect(formatEnds({ pods })).to.equal('3 pods ended: 1 with exit code 0, 2 with exit code 143');
    expect(formatEnds({ pods: [] })).to.equal(undefined);
  });

  it('does not apply where it replaces no pod', () => {
    const why = (spec: object) => whyNotRestarted({ spec } as never);
    expect([why({ replicas: 2 }), why({})]).to.deep.equal([undefined, undefined]);
    expect(why({ replicas: 0 })).to.equal('it is scaled to zero');
    expect(why({ paused: true })).to.equal('its rollouts are paused');
    expect(why({ updateStrategy: { type: 'OnDelete' } })).to.match(/^its update strategy is OnDelete/);
  });
});

describe('A budget', () => {
  const budget = (status: object | undefined, generation = 1) =>
    shortOf({ metadata: { name: 'web', generation }, status } as never);

  it('is short when it has fewer healthy pods than it demands', () => {
    const status = { observedGeneration: 1, currentHealthy: 1, desiredHealthy: 2 };
    expect(budget(status)).to.deep.equal({ name: 'web', healthy: 1, demanded: 2 });
    expect(budget({ ...status, currentHealthy: 2 })).to.equal(undefined);
  });

  it('is not judged by a status that is not of its specification', () => {
    expect(budget({ observedGeneration: 1, currentHealthy: 1, desiredHealthy: 2 }, 2)).to.equal(undefined);
    expect(budget(undefined)).to.equal(undefined);
  });
});
