import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { pageCommands } from '../../cluster/cli/page-commands.ts';
import { userShell, type UserShell } from '../../cluster/cli/user-shell.ts';
import { endOf } from './click.ts';
import { loadCluster, type LoadCluster } from './load-cluster.ts';
import { shopIn, type Shop } from './shop.ts';

const SCRIPT = `
import os
from locust import FastHttpUser, constant, task

class Buyer(FastHttpUser):
    wait_time = constant(0.5)

    @task
    def buy(self):
        self.client.get("/" + os.environ["HEADER_X_Api_Key"])
`;

describe('The page on load tests', () => {
  let cluster: LoadCluster;
  let shop: Shop;
  let shell: UserShell;
  let blocks: string[][];
  before(async () => {
    cluster = await loadCluster();
    shop = await shopIn(cluster, 'web');
    await shop.open('shop');
    shell = await userShell({ ...cluster, kubectl: cluster.kubectlPath, config: cluster.config() });
    await mkdir(join(shell.directory, 'load'));
    await writeFile(join(shell.directory, 'load/buy.py'), SCRIPT);
    blocks = await pageCommands('how-to/run-load-tests.md');
  });
  after(async () => {
    await cluster.kubectl(['delete', 'namespace', 'loadtest', '--ignore-not-found']);
    await shop.close();
    await shell[Symbol.asyncDispose]();
  });

  /** Runs a block, with loads that are as short as possible; a busy machine may be slow. */
  const follow = async (words: string): Promise<string> => {
    const block = blocks.find(([first]) => first?.includes(words)) ?? [];
    let all = '';
    for (const line of block) {
      const { exit, output } = await shell.run(line.replaceAll(/\b5m\b/g, '8s').replaceAll('500ms', '30s'));
      expect(exit, `${line}\n${output}`).to.equal(0);
      all += `$ ${line}\n${output}`;
    }
    return all;
  };

  it('has one command for everything', async () => {
    expect(await follow(' run ')).to.match(/^PASSED: 4 passed in /m);
  });

  it('leads to a test with one click', async () => {
    const output = await follow(' install ');
    expect(output)
      .to.include('added    buy.py')
      .and.to.include('updated configmap loadtest/locust-scripts')
      .and.to.match(/^PASSED: 2 passed in /m)
      .and.to.match(/^loadtest-report-\d{8}-\d{6}-\w{4} /m);
    expect((await endOf(cluster, 'loadtest', 'my-test')).condition).to.equal('Complete');
  });
});
