import { join } from 'node:path';
import { expect } from 'chai';
import { localCluster, type LocalCluster } from '../../../cluster/specs/local-cluster.ts';
import { marked } from '../../../cluster/specs/residue.ts';
import { runShakedown, type EndedRun } from '../../../cluster/specs/shakedown.ts';

const SPECS = join(import.meta.dirname, 'specs');
const EXITS = 'workloads/misbehaving/exits-at-once';
const DRAINS = 'workloads/misbehaving/drains-well';

describe('A run with an app that exits at once on SIGTERM, and one that drains well', () => {
  let local: LocalCluster;
  let run: EndedRun;
  before(async () => {
    local = await localCluster();
    run = await runShakedown(local, {}, ['--specs', SPECS, '--focus', 'exits-at-once|drains-well']);
  });

  it('is red of the first alone, and names the cause', () => {
    expect(run.ids('failed')).to.deep.equal([EXITS]);
    expect(run.test(EXITS).reason?.message).to.match(/^pod exits-at-once-\S+ exits while its endpoint is listed: /);
    expect(run.ids('passed')).to.deep.equal([DRAINS]);
    expect(run.exit).to.equal(1);
  });

  it('leaves nothing behind', async () => {
    expect(await marked(local, run.results.run.id)).to.deep.equal([]);
  });
});
