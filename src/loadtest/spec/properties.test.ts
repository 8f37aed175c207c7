import { expect } from 'chai';
import { TEST_CA } from './certificate.fixture.ts';
import { parseProperties, refuseWrongProperties } from './properties.ts';
import { PROPERTIES_HELP, PROPERTY_DEFAULTS, type Property } from './property-keys.ts';

const bounds = { workers: 10, users: 100, rate: 500, seconds: 600 };
const thrown = (data: Record<string, string>) => {
  try {
    parseProperties(data, bounds);
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing thrown';
};

describe('The properties of a load test', () => {
  it('may be little more than a target', () => {
    expect(parseProperties({ TARGET_HOST: 'shop.web:8080' }, bounds)).to.deep.equal({
      workers: 3,
      script: '',
      target: 'http://shop.web:8080',
      paths: ['/'],
      tls: 'default',
      users: 10,
      spawnRate: 10,
      seconds: 60,
      rate: 0,
      thresholds: [],
      environment: {},
    });
  });

  it('are text, as in a ConfigMap; what is not a property goes to the script', () => {
    const profile = parseProperties(
      {
        WORKER_NUM: '2',
        LOCUST_SCRIPT: 'buy.py',
        TARGET_HOST: 'https://shop.example.com/',
        TARGET_PATHS: '/, /cart',
        TARGET_TLS: 'insecure',
        TARGET_CA: TEST_CA,
        USERS: ' 40\n',
        SPAWN_RATE: '0.5',
        RUN_TIME: '1m30s',
        RATE: '200',
        THRESHOLDS: 'p95 < 1s\nrate >= 190/s\n',
        LOCUST_TAGS: 'checkout',
        REGION: 'eu',
      },
      bounds,
    );
    expect(profile).to.deep.include({
      workers: 2,
      script: 'buy.py',
      target: 'https://shop.example.com',
      paths: ['/', '/cart'],
      tls: 'insecure',
      users: 40,
      spawnRate: 0.5,
      seconds: 90,
      runTime: 90,
      rate: 200,
      environment: { TARGET_CA: TEST_CA, LOCUST_TAGS: '[checkout]', REGION: 'eu' },
    });
    expect(profile.thresholds.map(({ text }) => text)).to.deep.equal(['p95 < 1s', 'rate >= 190/s']);
  });

  it('take lists with the marks that YAML and Markdown begin items with', () => {
    const read = (more: Record<string, string>) => parseProperties({ TARGET_HOST: 'shop', ...more }, bounds);
    for (const mark of ['-', '*', '•', '1.']) {
      expect(read({ TARGET_PATHS: `${mark} /\n${mark} /cart\n` }).paths, mark).to.deep.equal(['/', '/cart']);
      for (const key of ['LOCUST_TAGS', 'LOCUST_EXCLUDE_TAGS'])
        expect(read({ [key]: `${mark} a\n${mark} b` }).environment, mark).to.deep.equal({ [key]: '[a, b]' });
    }
    for (const tags of ['-', 'a, -', 'a - b'])
      expect(() => read({ LOCUST_TAGS: tags }), tags).to.throw(
        `LOCUST_TAGS is '${tags}': write tags such as checkout, search`,
      );
  });

  it('take lists with commas and lines, and lengths and rates as people write them', () => {
    const read = (data: Record<string, string>) => parseProperties({ TARGET_HOST: 'shop', ...data }, bounds);
    expect(read({ TARGET_PATHS: '/, /cart\n/pay\n"/a,b"' }).paths).to.deep.equal(['/', '/cart', '/pay', '/a,b']);
    for (const text of ['a, b', 'a b', 'a\nb', '[a, b]'])
      expect(read({ LOCUST_TAGS: text }).environment).to.deep.equal({ LOCUST_TAGS: '[a, b]' });
    const lengths = ['5m', '5m30s', '1m 5s', '90s', '1.5m', '10 s'].map(
      (text) => read({ RUN_TIME: text, USERS: '1' }).seconds,
    );
    expect(lengths).to.deep.equal([300, 330, 65, 90, 90, 10]);
    // A number without a unit is minutes to some and seconds to others, and a space is no digit.
    for (const text of ['5', '5m30', '1h30', '1 0s', '5m 5m', '-5s', '0', 'PT5M'])
      expect(thrown({ TARGET_HOST: 'shop', RUN_TIME: text })).to.include(`RUN_TIME is '${text}': write a length`);
    expect(['100', '100/s', '100 rps', ''].map((text) => read({ RATE: text }).rate)).to.deep.equal([100, 100, 100, 0]);
    expect(thrown({ TARGET_HOST: 'shop', LOCUST_TAGS: "'a" })).to.include("LOCUST_TAGS is ''a': write tags such as");
  });

  it('may have the text that explains them beside them', () => {
    const data = { README: PROPERTIES_HELP, TARGET_HOST: 'shop' };
    expect(parseProperties(data, bounds).environment).to.deep.equal({});
    expect(
      PROPERTIES_HELP.split('\n')
        .slice(0, 11)
        .map((line) => line.split(':')[0]),
    ).to.deep.equal(Object.keys(PROPERTY_DEFAULTS));
  });

  it('that are invalid are all named, each with what it should be', () => {
    const data = {
      WORKER_NUM: 'three',
      LOCUST_SCRIPT: 'my script.py',
      TARGET_HOST: 'ftp://shop',
      USERS: '0',
      SPAWN_RATE: '-1',
      RUN_TIME: 'forever',
      RATE: '1e9',
      TARGET_TLS: 'no',
      TARGET_CA: '/etc/ca.pem',
      WORKER_NMU: '3',
      LOCUST_HEADLESS: 'true',
    };
    expect(thrown(data)).to.equal(
      [
        "LOAD_PROPERTIES_INVALID: WORKER_NUM is 'three': write a whole number from 1 on",
        "                         USERS is '0': write a whole number from 1 on",
        "                         SPAWN_RATE is '-1': write users per second, above 0",
        "                         RUN_TIME is 'forever': write a length such as 90s, 3m or 1h30m",
        "                         RATE is '1e9': write requests per second such as 100, or leave it out",
        "                         TARGET_TLS is 'no': write verify or insecure, or leave it out",
        "                         TARGET_HOST is 'ftp://shop': only http and https can be loaded",
        "                         LOCUST_SCRIPT is 'my script.py': a ConfigMap takes letters, digits, '-', '_' and '.' only; rename it",
        "                         TARGET_CA is no PEM of an authority: no certificate is in it (a line '-----BEGIN CERTIFICATE-----')",
        '                         WORKER_NMU is no property: did you mean WORKER_NUM?',
        '                         LOCUST_HEADLESS is set by the platform: leave it out',
        '  expected: properties of a load test that can be read',
      ].join('\n'),
    );
  });

  it('with paths that would become part of the host name, or without any path, are refused', () => {
    expect(thrown({ TARGET_HOST: 'shop', TARGET_PATHS: 'cart, /pay' })).to.include(
      "TARGET_PATHS has 'cart' in it: a path begins with /",
    );
    expect(thrown({ TARGET_HOST: 'shop', TARGET_PATHS: '/a b' })).to.include(
      "TARGET_PATHS has '/a b' in it: write %20 for a space",
    );
    expect(thrown({ TARGET_HOST: 'shop', TARGET_PATHS: ' , ' })).to.include(
      "TARGET_PATHS is ',': write paths such as /,/cart, without brackets",
    );
    expect(thrown({ TARGET_HOST: 'shop', TARGET_PATHS: '[/a, /b]' })).to.include(
      "TARGET_PATHS has '[/a' in it: write paths without brackets",
    );
    expect(thrown({ TARGET_HOST: 'shop', TARGET_PATHS: '["/a","/b"]' })).to.include('/,/cart, without brackets');
  });

  it('with a threshold of a path that is not requested are refused, unless a script runs', () => {
    const spec = { TARGET_HOST: 'shop', TARGET_PATHS: '/, /cart' };
    for (const name of ['GET /cart', 'get /cart', '/cart', 'all', 'Aggregated', 'GET /cart:'])
      expect(thrown({ ...spec, THRESHOLDS: `${name} p95 < 1s` }), name).to.equal('nothing thrown');
    expect(thrown({ ...spec, THRESHOLDS: 'p95 < 1s, GET /kart p99 < 2s' })).to.include(
      "THRESHOLDS has 'GET /kart p99 < 2s' in it: users request only GET /, GET /cart",
    );
    expect(thrown({ ...spec, THRESHOLDS: 'POST /cart p99 < 2s' })).to.include('users request only');
    expect(thrown({ ...spec, LOCUST_SCRIPT: 'buy.py', THRESHOLDS: 'buy p99 < 2s' })).to.equal('nothing thrown');
  });

  it('with a ramp-up that would not end before the test are refused', () => {
    const slow = { TARGET_HOST: 'shop', USERS: '60', SPAWN_RATE: '2', RUN_TIME: '30s' };
    expect(thrown(slow)).to.include(
      'RUN_TIME is 30s, and the ramp-up of 60 users at a SPAWN_RATE of 2 takes 30.0 s: raise SPAWN_RATE or RUN_TIME',
    );
    expect(thrown({ ...slow, RUN_TIME: '31s' })).to.equal('nothing thrown');
  });

  it('beyond the bounds of the configuration are refused, with all bounds', () => {
    expect(thrown({ TARGET_HOST: 'shop', WORKER_NUM: '11', USERS: '101', RATE: '501', RUN_TIME: '601s' })).to.equal(
      [
        'LOAD_OUT_OF_BOUNDS: 11 workers, at most 10 are allowed (load.bounds.workers)',
        '                    101 users, at most 100 are allowed (load.bounds.users)',
        '                    501 requests per second, at most 500 are allowed (load.bounds.rate)',
        '                    10m01s of load, at most 10m00s are allowed (load.bounds.duration)',
        '  expected: a load within the bounds of the configuration',
        '  do:       request less, or have the owner of the configuration raise the bound',
      ].join('\n'),
    );
  });

  it('without a target are refused', () => {
    expect(thrown({})).to.include('TARGET_HOST is not set: write a Service such as shop.web:8080, or a URL');
  });

  it('with a script that is a path, or no script, are refused', () => {
    expect(thrown({ TARGET_HOST: 'shop', LOCUST_SCRIPT: '../x.py' })).to.include("LOCUST_SCRIPT is '../x.py'");
    expect(thrown({ TARGET_HOST: 'shop', LOCUST_SCRIPT: 'x.sh' })).to.include("a script's name ends in .py");
  });
});

describe('The properties that a command line sets', () => {
  const nameOf = (key: Property) => `--${key.toLowerCase().replace('_', '-')}`;
  const refusal = (given: Partial<Record<Property, string>>) => {
    try {
      refuseWrongProperties(given, bounds, nameOf);
      return 'nothing thrown';
    } catch (error) {
      return (error as Error).message;
    }
  };

  it('are refused by the name that was typed, whatever else the namespace sets', () => {
    expect(refusal({ USERS: '0', RUN_TIME: '5', TARGET_HOST: 'shop:99999' })).to.equal(
      [
        "LOAD_PROPERTIES_INVALID: --users is '0': write a whole number from 1 on",
        "                         --run-time is '5': write a length such as 90s, 3m or 1h30m",
        "                         --target-host is 'shop:99999': a port is a number from 1 to 65535",
        '  expected: properties of a load test that can be read',
      ].join('\n'),
    );
    expect(refusal({ USERS: '60', SPAWN_RATE: '2', RUN_TIME: '30s' })).to.include(
      '--run-time is 30s, and the ramp-up of 60 users at a --spawn-rate of 2 takes 30.0 s: raise --spawn-rate or --run-time',
    );
    expect(refusal({ USERS: '101' })).to.include('LOAD_OUT_OF_BOUNDS: 101 users, at most 100');
    expect(refusal({ RATE: '50', THRESHOLDS: 'rate > 90/s' })).to.include('the rate of the test is only 50/s');
    expect(refusal({ THRESHOLDS: 'failures < 101%' })).to.include(
      "LOAD_THRESHOLD_INVALID: 'failures < 101%': failures are at most 100% of the requests: write failures < 1%",
    );
  });

  it('are not refused for what the namespace may set', () => {
    expect(refusal({})).to.equal('nothing thrown');
    // The spawn rate, the length, the rate and the script may be in the ConfigMap.
    const given = { USERS: '100', THRESHOLDS: 'rate > 90/s, buy p95 < 1s' };
    expect(refusal(given)).to.equal('nothing thrown');
  });
});
