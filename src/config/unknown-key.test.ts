import { expect } from 'chai';
import { unknownKey } from './unknown-key.ts';

describe('An unknown key of the configuration', () => {
  for (const [key, meant] of [
    ['scpoe', 'scope'],
    ['run.focsu', 'run.focus'],
    ['rnu.focsu', 'run.focus'],
    ['scope.namespace', 'scope.namespaces'],
    ['focus', 'run.focus'],
    ['run.settle', 'time.settle'],
    ['load.bounds.user', 'load.bounds.users'],
    ['load.bounds.runTime', 'load.bounds.duration'],
    ['load.bounds.run-time', 'load.bounds.duration'],
    ['load.imgae', 'load.image'],
    ['objects.tolerations.0.operater', 'operator'],
  ] as const)
    it(`is answered with the one that was meant: ${key}`, () =>
      expect(unknownKey(key)).to.equal(`unknown key '${key}'; did you mean '${meant}'?`));

  for (const [key, how] of [
    ['load.thresholds', '--threshold or as THRESHOLDS in locust-properties'],
    ['load.threshold', '--threshold or as THRESHOLDS in locust-properties'],
    ['load.rate', "--rate or as RATE in locust-properties; the maximum is 'load.bounds.rate'"],
    ['load.users', "--users or as USERS in locust-properties; the maximum is 'load.bounds.users'"],
    ['load.run_time', "--run-time or as RUN_TIME in locust-properties; the maximum is 'load.bounds.duration'"],
    ['load.spawnRate', '--spawn-rate or as SPAWN_RATE in locust-properties'],
    ['load.script', '--script or as LOCUST_SCRIPT in locust-properties'],
  ] as const)
    it(`that is set for each load test says how: ${key}`, () =>
      expect(unknownKey(key)).to.equal(`unknown key '${key}': it is set for each load test, by ${how}`));

  it('is answered with the keys that there are, if none is similar', () => {
    expect(unknownKey('load.bounds.colour')).to.equal(
      "unknown key 'load.bounds.colour'; load.bounds has workers, users, rate, duration",
    );
    expect(unknownKey('colour')).to.match(/^unknown key 'colour'; the sections are .*\bscope, .*\brun,/);
    expect(unknownKey('colour.of.all')).to.match(/^unknown key 'colour\.of\.all'; the sections are /);
  });
});
