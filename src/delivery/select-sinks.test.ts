import { expect } from 'chai';
import { configSchema } from '../config/schema.ts';
import type { RunSink, RunSinks } from './run-sink.ts';
import { selectSinks } from './select-sinks.ts';

const sink = (turnedOnBy: string, name: string): RunSink => ({
  ...{ turnedOnBy, limitMs: 1, isTurnedOn: (config) => config.cluster.name.includes(name) },
  load: async () => async () => '',
});
const sinks: RunSinks = { archive: sink('archive.bucket', 'a'), slack: sink('slack.channel', 's') };
const selected = (cluster: string, names?: string[]) =>
  Object.keys(selectSinks(sinks, configSchema.parse({ cluster: { name: cluster } }), names));

describe('What a run is published to', () => {
  it('is what the configuration turns on, or what was named of it', () => {
    expect(selected('as')).to.deep.equal(['archive', 'slack']);
    expect(selected('as', ['slack'])).to.deep.equal(['slack']);
    expect(selected('a')).to.deep.equal(['archive']);
  });

  it('must be known', () => {
    expect(() => selected('as', ['slack', 'pager'])).to.throw(
      "PUBLISH_UNKNOWN: there is no 'pager'\n  expected: --to to name what a run is published to: archive, slack",
    );
  });

  it('must be configured', () => {
    expect(() => selected('x')).to.throw(
      'PUBLISH_NOT_CONFIGURED: nothing is configured to publish to\n' +
        '  expected: a configuration that says where runs are published to\n' +
        '  do:       set archive.bucket or slack.channel in shakedown.config.yaml or by --set, or name the file with --config',
    );
    expect(() => selected('a', ['slack'])).to.throw("PUBLISH_NOT_CONFIGURED: 'slack' is not configured");
  });
});
