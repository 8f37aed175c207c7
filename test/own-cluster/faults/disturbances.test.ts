import { restartApiServer } from '../../../testbed/testbed.ts';
import { localCluster, type LocalCluster } from '../../cluster/specs/local-cluster.ts';
import { startShakedown } from '../../cluster/specs/shakedown.ts';
import { expectGreen, withoutRestarts } from './expect-green.ts';

describe('A run on a healthy cluster stays green', () => {
  let local: LocalCluster;
  before(async () => {
    local = await localCluster();
  });

  it('while the API server is restarted during the run', async () => {
    const run = startShakedown(local);
    await run.untilPrinted('workloads/node/node-1');
    await restartApiServer(local.name, { downFor: '5s' });
    // Pods that end while nobody can take their endpoints away lose requests, which proves nothing about the cluster.
    await expectGreen(local, await run.ended, ['API_SERVER_UNAVAILABLE']);
  });

  it('while the API server is unreachable for 10 s after the checks begin', async () => {
    const run = startShakedown(local, {}, withoutRestarts);
    await run.untilPrinted('0 of ');
    await restartApiServer(local.name, { downFor: '10s' });
    await expectGreen(local, await run.ended);
  });
});
