import { expect } from 'chai';
import { parseProperties } from './properties.ts';

const bounds = { workers: 10, users: 100, rate: 500, seconds: 600 };
/** The variables that a script gets, or what is wrong. */
const read = (data: Record<string, string>) => {
  try {
    return parseProperties({ TARGET_HOST: 'shop', ...data }, bounds).environment;
  } catch (error) {
    return (error as Error).message.split('\n')[0];
  }
};

describe('The variables of a script', () => {
  it('may have names that are similar to properties, when they are other words or have other texts', () => {
    const variables = {
      ...{ USER: 'ann', DATE: '20261127', GATE: '7', TARGET_PORT: '8080', TARGET_URL: '/x', TARGET_ID: 'x' },
      ...{ WORKER_ID: '3', RUN_TYPE: '5m', TARGET_PATH: 'cart', RATES: 'de', RUN_TIMES: 'often', HOST: 'x' },
      ...{ LOCUST_REGION: 'eu', LOCUST_LOGLEVEL: 'DEBUG', SSL_CERT_FILE: '/x', PYTHONHASHSEED: '0' },
    };
    expect(read(variables)).to.deep.equal(variables);
  });

  it('are refused when they look like a misspelled property', () => {
    for (const [key, text, meant] of [
      ['USER', '50', 'USERS'],
      ['RTAE', '100', 'RATE'],
      ['RUN_TIEM', '5m', 'RUN_TIME'],
      ['RUNTIME', '5m', 'RUN_TIME'],
      ['TARGET_HOTS', 'shop.web', 'TARGET_HOST'],
      ['TARGET_PATH', '/cart', 'TARGET_PATHS'],
      ['TRESHOLDS', 'p95 < 1s', 'THRESHOLDS'],
      ['SPAWNRATE', '5', 'SPAWN_RATE'],
      ['user', '50', 'USERS'],
      ['run_tiem', '5m', 'RUN_TIME'],
      ['Treshholds', 'p95 < 1s', 'THRESHOLDS'],
    ] as const)
      expect(read({ [key]: text })).to.equal(`LOAD_PROPERTIES_INVALID: ${key} is no property: did you mean ${meant}?`);
  });

  it('are refused when they are a property in other letters, whatever their text: it would not count', () => {
    for (const [key, text, meant] of [
      ['thresholds', 'p95 < 500ms', 'THRESHOLDS'],
      ['Thresholds', 'p95 below 500', 'THRESHOLDS'],
      ['users', '50', 'USERS'],
      ['Users', 'fifty', 'USERS'],
      ['rate', '100/s', 'RATE'],
      ['run_time', '5 minutes', 'RUN_TIME'],
      ['runTime', '5m', 'RUN_TIME'],
      ['TargetHost', 'shop.web', 'TARGET_HOST'],
    ] as const)
      expect(read({ [key]: text })).to.equal(`LOAD_PROPERTIES_INVALID: ${key} is no property: did you mean ${meant}?`);
    const others = { date: '2026', target_port: '80', gate: 'east', user: 'ann' };
    expect(read(others)).to.deep.equal(others);
  });

  it('are refused with the reason when they would break the platform', () => {
    for (const [names, why] of [
      ['LOCUST_HEADLESS LOCUST_WORKER LOCUST_MASTER LOCUST_MODE LOCUST_STOP_TIMEOUT', 'is set by the platform'],
      ['LOCUST_LIST LOCUST_SHOW_TASK_RATIO_JSON LOCUST_VERSION', 'makes Locust print something and end'],
      ['LOCUST_CONFIG', 'makes Locust read settings of the platform from a file'],
      ['LOCUST_LOGFILE', 'takes away the log, which says why a test does not start'],
      ['SHAKEDOWN_TOKEN_SHA256 SHAKEDOWN_MAX_USERS', 'is for the suite alone'],
      ['PYTHONPATH PYTHONHOME PYTHONSAFEPATH', 'changes what Python loads or does, also for Locust itself'],
      ['LD_PRELOAD LD_LIBRARY_PATH', 'changes which libraries every program of the image loads'],
      ['PATH HOME', 'is set by the platform or its image'],
    ] as const)
      for (const name of names.split(' '))
        expect(read({ [name]: 'x' })).to.equal(`LOAD_PROPERTIES_INVALID: ${name} ${why}: leave it out`);
    expect(read({ '1ST': 'x' })).to.equal('LOAD_PROPERTIES_INVALID: 1ST cannot be the name of a variable');
  });
});
