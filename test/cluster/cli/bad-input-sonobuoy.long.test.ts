import { expect } from 'chai';
import { errorIn, refusingCluster, type RefusingCluster } from './refusing-cluster.ts';

describe('Bad input of Sonobuoy leaves nothing in the cluster', () => {
  let cluster: RefusingCluster;
  let there: Set<string>;
  before(async () => (cluster = await refusingCluster()));
  after(() => cluster[Symbol.asyncDispose]());
  beforeEach(async () => (there = new Set(await cluster.rows())));
  afterEach(async () => expect((await cluster.rows()).filter((row) => !there.has(row))).to.deep.equal([]));

  it('a focus that matches nothing, by Sonobuoy', async () => {
    await cluster.refusesVainFocus(['verify', '--image', cluster.image, ...cluster.sonobuoy]);
  });

  it('an image that does not exist', async () => {
    const { exit, stderr } = await cluster.call(['verify', '--image', 'localhost/none:1', ...cluster.sonobuoy]);
    expect(errorIn(stderr)).to.match(
      /^PLUGIN_IMAGE: image "localhost\/none:1" cannot be pulled \(ErrImageNeverPull\): .*\n {2}expected: the image of the plugin to be pulled\n/,
    );
    expect(exit).to.equal(2);
  });

  it('a Sonobuoy image that does not exist', async () => {
    const wrong = cluster.sonobuoy.map((word) => (word.startsWith('localhost/') ? 'localhost/none:2' : word));
    const { exit, stderr } = await cluster.call(['verify', '--image', cluster.image, ...wrong]);
    expect(errorIn(stderr)).to.match(
      /^SONOBUOY_IMAGE: image "localhost\/none:2" cannot be pulled \(Err.*\n {2}expected: the image of the Sonobuoy aggregator to be pulled\n/,
    );
    expect(exit).to.equal(2);
  });
});
