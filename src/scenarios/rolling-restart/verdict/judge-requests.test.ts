import { expect } from 'chai';
import type { Outage } from '../../../cluster/cluster.ts';
import type { EndingPod } from '../pods/ending-pod.ts';
import type { SentRequest } from '../requests/sent-request.ts';
import { judgeRequests } from './judge-requests.ts';
import { phaseAt, placeFailures } from './phases.ts';

const pod: EndingPod = {
  ...{ name: 'web-1', sigterm: 1_000, unlisted: 1_200, exit: 4_000, exitCode: 0, graceSeconds: 10, toleranceMs: 20 },
};
const at = (sent: number, more: Partial<SentRequest> = {}): SentRequest => ({
  ...{ node: 'n1', sent, ended: sent + 5, reused: false },
  ...more,
});
const answered = at(500, { status: 200, pod: 'web-1' });
const refused = { error: 'ECONNREFUSED' };

function verdictOf(
  failures: readonly SentRequest[],
  pods: readonly EndingPod[] = [pod],
  missed = 0,
  outages: readonly Outage[] = [],
) {
  const requests = [answered, ...failures];
  const ledger = { requests, due: 100, missed, clocks: new Map() };
  return judgeRequests({ ledger, pods, namespace: 'qa', service: 'web', workload: 'deployment web', outages });
}

describe('The phase of a request', () => {
  it('is that of its pod at that time', () => {
    const times = [979, 985, 1_190, 1_300, 3_975, 3_985, 9_000];
    expect(times.map((time) => phaseAt(time, pod))).to.deep.equal([
      ...['before', 'listed', 'listed', 'removed', 'removed', 'exited', 'exited'],
    ]);
    const { unlisted: _, exit: __, ...running } = pod;
    expect([2_990, 9_000].map((time) => phaseAt(time, running))).to.deep.equal(['listed', 'overdue']);
  });

  it('counts from its begin when there was no answer, and otherwise from its end', () => {
    const failures = [at(900, { ended: 5_900, error: 'timeout' }), at(900, { ended: 1_100, error: 'ECONNRESET' })];
    const phasesOf = (name?: string) =>
      placeFailures(
        failures.map((one) => ({ ...one, ...(name !== undefined && { pod: name }) })),
        [pod],
      ).map(({ phase }) => phase);
    expect(phasesOf('web-1')).to.deep.equal(['before', 'listed']);
  });

  it('is that of the pod that ended last when a connection was refused, and of none when none has ended lately', () => {
    const later = { ...pod, name: 'web-2', sigterm: 2_000, unlisted: 2_100, exit: 5_000 };
    const placed = placeFailures(
      [at(2_500, refused), at(1_500, refused), at(500, refused), at(60_000, refused)],
      [pod, later],
    );
    expect(placed.map(({ phase, pod: its }) => [phase, its?.name])).to.deep.equal([
      ['removed', 'web-2'],
      ['removed', 'web-1'],
      ['before', undefined],
      ['before', undefined],
    ]);
  });

  it('is before SIGTERM for a pod that does not end', () => {
    const [placed] = placeFailures([at(2_500, { status: 503, pod: 'web-9' })], [pod]);
    expect([placed?.phase, placed?.pod]).to.deep.equal(['before', undefined]);
  });
});

describe('Requests while pods end', () => {
  it('pass when none failed', () => {
    expect(verdictOf([at(2_000, { status: 302, pod: 'web-1' })])).to.include({ status: 'passed' });
  });

  it('fail with the phase in which most of them failed, and what to change', () => {
    const cases: [string, SentRequest[], EndingPod, RegExp, RegExp][] = [
      [
        'FAILED_WHILE_LISTED',
        [at(1_100, refused)],
        pod,
        /^pod web-1 serves no requests after SIGTERM, while its endpoint is listed: connection refused$/,
        /preStop/,
      ],
      [
        'FAILED_AFTER_REMOVAL',
        [at(1_100, refused), at(1_500, refused), at(1_600, refused)],
        pod,
        /^pod web-1 serves no requests after its endpoint was removed, and still gets some: /,
        /preStop.*kube-proxy/,
      ],
      [
        'EXITED_TOO_EARLY',
        [at(4_100, { error: 'timeout' })],
        pod,
        /^pod web-1 exits before the nodes have learned that its endpoint was removed: no answer$/,
        /preStop/,
      ],
      [
        'EXITED_WHILE_LISTED',
        [at(1_100, refused)],
        { ...pod, exit: 1_010 },
        /^pod web-1 exits while its endpoint is listed: connection refused$/,
        /preStop/,
      ],
      [
        'EXITED_WHILE_LISTED',
        [at(1_005, { error: 'ECONNRESET', pod: 'web-1', reused: true })],
        { ...pod, exit: 1_020 },
        /connection lost \(ECONNRESET\), on an open connection$/,
        /preStop/,
      ],
      [
        'FAILED_WHILE_READY',
        [at(500, { status: 503, pod: 'web-9' })],
        pod,
        /^pod web-9 is ready, and answers 503$/,
        /readiness probe/,
      ],
      [
        'FAILED_BEFORE_SIGTERM',
        [at(500, refused)],
        pod,
        /^service qa\/web loses requests from node n1 while none of its pods ends: connection refused$/,
        /network/,
      ],
    ];
    for (const [code, failures, ending, message, todo] of cases) {
      const verdict = verdictOf(failures, [ending]);
      expect(verdict).to.include({ status: 'failed', code });
      expect(verdict.message).to.match(message);
      expect(verdict.todo).to.match(todo);
    }
  });

  it('fail with figures and a list of bounded length', () => {
    const verdict = verdictOf(Array.from({ length: 30 }, () => at(1_500, refused)));
    expect(verdict.counts).to.equal('30 of 31 requests failed: 30 after the endpoint was removed');
    expect(verdict.detail?.split('\n')).to.have.lengthOf(21);
    expect(verdict.detail).to.match(/^from node n1, sent 500 ms after SIGTERM of web-1, after 5 ms: .*\nand 10 more$/s);
  });

  it('fail when a pod had to be killed, whatever came of them', () => {
    const killed = verdictOf([], [{ ...pod, exitCode: 137 }]);
    expect(killed).to.include({ status: 'failed', code: 'POD_KILLED', counts: '0 of 1 requests failed' });
    expect(killed.message).to.equal(
      'pod web-1 is killed: it does not end within its grace period of 10 s after SIGTERM',
    );
    const memory = verdictOf([], [{ ...pod, exitCode: 137, reason: 'OOMKilled' }]);
    expect(memory.message).to.equal('pod web-1 is killed: it uses more memory than its limit while it ends');
  });

  // Its app serves for 3 s after SIGTERM, and its endpoint is listed for 7.5 s.
  const lingering = { ...pod, unlisted: 8_500 };
  const late = [at(4_100, refused), at(8_000, refused)];

  it('fail by the late removal of the endpoint, which is no fault of the app', () => {
    const verdict = verdictOf(late, [lingering]);
    expect(verdict).to.include({
      status: 'failed',
      code: 'ENDPOINT_REMOVED_LATE',
      message: 'the endpoint of pod web-1 is still listed 7.5 s after SIGTERM: connection refused',
      counts: '2 of 3 requests failed: 2 while the endpoint was still listed, seconds after SIGTERM',
    });
    expect(verdict.todo).to.match(/kube-controller-manager/);
    const { unlisted: _, ...forEver } = pod;
    expect(verdictOf([at(8_000, refused)], [forEver]).message).to.match(/still listed 7\.0 s after SIGTERM/);
  });

  it('prove nothing while the API server was away, for nobody could remove the endpoint', () => {
    const outage = { from: 500, to: 5_700 };
    const verdict = verdictOf(late, [lingering], 0, [outage]);
    expect(verdict).to.include({
      status: 'inconclusive',
      code: 'API_SERVER_UNAVAILABLE',
      message: 'the API server gave no answer for 5.2 s, so the endpoint of pod web-1 could not be removed in time',
    });
    expect(verdictOf(late, [lingering], 0, [{ from: 500 }]).message).to.match(/gave no answer, so/);
    // Controllers that have not recovered yet, and a pod whose end was not seen.
    expect(verdictOf(late, [lingering], 0, [{ from: -20_000, to: -10_000 }])).to.include({ status: 'inconclusive' });
    const unseen = verdictOf([at(600, refused)], [], 0, [outage]);
    expect(unseen).to.include({ status: 'inconclusive' });
    expect(unseen.message).to.match(/it is not known which pods ended$/);
  });

  it('fail although the API server was away when it has nothing to do with it', () => {
    const cases: [string, SentRequest[], Outage][] = [
      // A lost connection, an outage long ago, one that began later.
      ['ENDPOINT_REMOVED_LATE', late, { from: 500, to: 900 }],
      ['ENDPOINT_REMOVED_LATE', late, { from: -60_000, to: -50_000 }],
      ['ENDPOINT_REMOVED_LATE', late, { from: 8_100, to: 20_000 }],
      // The app ends too early in any case.
      ['FAILED_WHILE_LISTED', [at(1_100, refused), ...late], { from: 500, to: 5_700 }],
      ['FAILED_WHILE_READY', [at(1_100, { status: 503, pod: 'web-9' }), ...late], { from: 500, to: 5_700 }],
    ];
    for (const [code, failures, outage] of cases)
      expect(verdictOf(failures, [lingering], 0, [outage])).to.include({ status: 'failed', code });
  });

  it('prove nothing when too few were sent, or none reached a pod that ended', () => {
    expect(verdictOf([], [pod], 11)).to.deep.include({
      ...{ status: 'inconclusive', code: 'REQUESTS_TOO_FEW' },
      message: 'the probe agents could not send 11 of 100 requests in time: they had too little CPU',
    });
    expect(verdictOf([], [{ ...pod, name: 'web-7' }]).message).to.equal(
      'none of the pods that ended had answered a request',
    );
    expect(verdictOf([at(1_100, { error: 'timeout' })], [pod], 50)).to.include({ status: 'inconclusive' });
    // What was refused has failed.
    expect(verdictOf([at(1_100, refused)], [pod], 50)).to.include({ status: 'failed' });
  });

  it('is not known where the requests ended before the pods were replaced, unless some had failed', () => {
    const ended = (failures: readonly SentRequest[]) =>
      judgeRequests({
        ledger: {
          requests: [answered, ...failures],
          due: 100,
          missed: 0,
          endedEarly: { afterMs: 600_400 },
          clocks: new Map(),
        },
        ...{ pods: [pod], namespace: 'qa', service: 'web', workload: 'deployment web', outages: [] },
      });
    expect(ended([])).to.deep.equal({
      status: 'inconclusive',
      code: 'REQUESTS_ENDED_EARLY',
      message: 'the requests ended after 600 s, before the pods were replaced; none failed until then',
      counts: '0 of 1 requests failed',
    });
    expect(ended([at(1_100, refused)]).status).to.equal('failed');
  });

  it('of an application without another pod is that requests must be lost, whenever they were', () => {
    const noOtherPod = 'it has one replica, which ends before the next one starts';
    for (const sent of [1_100, 1_300, 4_100, 60_000]) {
      const { status, code, message, todo } = judgeRequests({
        ledger: { requests: [answered, at(sent, refused)], due: 100, missed: 0, clocks: new Map() },
        ...{ pods: [pod], namespace: 'qa', service: 'db', workload: 'statefulset db', outages: [], noOtherPod },
      });
      expect({ status, code, message }).to.deep.equal({
        status: 'failed',
        code: 'NO_OTHER_POD',
        message: `a restart of statefulset db loses requests: ${noOtherPod}: connection refused`,
      });
      expect(todo)
        .to.match(/^run more replicas/)
        .and.not.match(/preStop/);
    }
  });

  it('of an application without another pod is another one where its pods answer, or none of them ends yet', () => {
    const codeOf = (request: SentRequest) =>
      judgeRequests({
        ledger: { requests: [answered, request], due: 100, missed: 0, clocks: new Map() },
        ...{ pods: [pod], namespace: 'qa', service: 'db', workload: 'statefulset db', outages: [] },
        noOtherPod: 'it has one replica, which ends before the next one starts',
      }).code;
    expect(codeOf(at(500, refused))).to.equal('FAILED_BEFORE_SIGTERM');
    expect(codeOf(at(60_000, { status: 500 }))).to.equal('FAILED_WHILE_READY');
  });
});
