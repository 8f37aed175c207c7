import { expect } from 'chai';
import { noteEndpoint, notePod, readyPods, type SeenPod } from './seen-pod.ts';

const fresh = (): SeenPod => ({ name: 'web-1', node: '', graceSeconds: 30, wasListed: false });
const terminated = { exitCode: 0, reason: 'Completed', message: '{}', finishedAt: '2026-01-01T00:00:04Z' };
const pod = (metadata: object, terminatedState?: object, name = 'app') =>
  ({
    metadata: { name: 'web-1', ...metadata },
    spec: { nodeName: 'n1' },
    status: { containerStatuses: [{ name, state: terminatedState ? { terminated: terminatedState } : {} }] },
  }) as never;
const ending = { deletionTimestamp: '2026-01-01T00:00:11Z', deletionGracePeriodSeconds: 10 };

describe('What is seen of a pod', () => {
  it('is when its deletion and the end of its container were first seen', () => {
    const seen = fresh();
    notePod(seen, pod({}), 'app', 1);
    expect(seen).to.deep.equal({ ...fresh(), node: 'n1' });
    notePod(seen, pod(ending), 'app', 2);
    notePod(seen, pod(ending, terminated, 'sidecar'), 'app', 3);
    expect(seen).to.not.have.property('ended');
    notePod(seen, pod(ending, terminated), 'app', 4);
    // The kubelet deletes what has ended without a grace period.
    notePod(seen, pod({ ...ending, deletionGracePeriodSeconds: 0 }, terminated), 'app', 5);
    expect(seen).to.deep.include({ deleted: 2, graceSeconds: 10, ended: { seen: 4, ...terminated } });
  });

  it('is the end of the last of its containers, and the worst exit code, when all count', () => {
    const states = (...all: object[]) =>
      ({
        metadata: ending,
        status: { containerStatuses: all.map((state, index) => ({ name: `c${index}`, state })) },
      }) as never;
    const killed = { exitCode: 137, reason: 'Error', finishedAt: '2026-01-01T00:00:03Z' };
    const seen = fresh();
    notePod(seen, states({ terminated: killed }, {}), undefined, 1);
    expect(seen).to.not.have.property('ended');
    notePod(seen, states({ terminated: { exitCode: 1 } }, { terminated: killed }, { terminated }), undefined, 2);
    expect(seen.ended).to.deep.equal({ ...killed, seen: 2, finishedAt: terminated.finishedAt });
  });

  it('is not the end of a container that restarts', () => {
    const seen = fresh();
    notePod(seen, pod({}, terminated), 'app', 1);
    expect(seen).to.not.have.property('ended');
  });

  it('is when its endpoint stopped to be ready, for the last time', () => {
    const seen = fresh();
    noteEndpoint(seen, false, 1);
    expect(seen.unlisted).to.equal(undefined);
    noteEndpoint(seen, true, 2);
    noteEndpoint(seen, false, 3);
    noteEndpoint(seen, true, 4);
    noteEndpoint(seen, false, 5);
    noteEndpoint(seen, false, 6);
    expect(seen.unlisted).to.equal(5);
  });

  it('is by endpoints that are ready, or of which that is not known', () => {
    const endpoints = [
      { targetRef: { uid: 'a' }, conditions: { ready: true } },
      { targetRef: { uid: 'b' }, conditions: { ready: false, serving: true, terminating: true } },
      { targetRef: { uid: 'c' } },
      { conditions: { ready: true } },
    ];
    expect([...readyPods([{ endpoints } as never, {} as never])]).to.deep.equal(['a', 'c']);
  });
});
