import { expect } from 'chai';
import { externalLabelsIn, mayBe } from './external-labels.ts';

describe('The external labels of Prometheus', () => {
  it('stand in the section global of its configuration', () => {
    const config = [
      'global:',
      '  scrape_interval: 30s',
      '  external_labels:',
      '    cluster: ours',
      '    shard: 1',
      'rule_files: [a]',
      'scrape_configs:',
      '- job_name: x',
      '  external_labels: {cluster: wrong}',
    ].join('\n');
    expect(externalLabelsIn(config)).to.deep.equal({ cluster: 'ours', shard: '1' });
  });

  it('are none where nothing can be read', () => {
    for (const config of [
      '',
      'global:\n  a: [',
      'scrape_configs: []\n',
      'global:\n  external_labels: 7\n',
      'global: {}\n',
    ])
      expect(externalLabelsIn(config), config).to.deep.equal({});
  });
});

describe('An alert that has arrived', () => {
  const sent = { alertname: 'Watchdog', cluster: 'ours', prometheus_replica: 'k8s-0' };

  it('may be one that was sent, where no label differs but that of the replica', () => {
    expect(
      mayBe({ alertname: 'Watchdog', cluster: 'ours', severity: 'none', prometheus_replica: 'k8s-1' }, sent),
    ).to.equal(true);
    expect(mayBe({ alertname: 'Watchdog' }, sent)).to.equal(true);
  });

  it('is that of another cluster where one differs', () => {
    expect(mayBe({ alertname: 'Watchdog', cluster: 'theirs' }, sent)).to.equal(false);
  });
});
