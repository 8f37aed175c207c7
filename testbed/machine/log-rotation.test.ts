import { mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { rotateLogs } from './log-rotation.ts';

describe('The logs of a cluster', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'logs-'));
  });

  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  const read = (name: string) => readFileSync(join(directory, name), 'utf8');

  it('keep one predecessor when they become too long, and stay open for their writers', () => {
    const log = openSync(join(directory, 'etcd.log'), 'a');
    writeSync(log, 'first part;');
    rotateLogs(directory, 10);
    writeSync(log, 'second');
    expect(read('etcd.log')).to.equal('second');
    expect(read('etcd.log.1')).to.equal('first part;');
    writeSync(log, ' part;');
    rotateLogs(directory, 10);
    rotateLogs(directory, 10);
    expect(read('etcd.log.1')).to.equal('second part;');
    expect(readdirSync(directory)).to.deep.equal(['etcd.log', 'etcd.log.1']);
  });

  it('stay as they are up to the limit', () => {
    writeFileSync(join(directory, 'kubelet.log'), '0123456789');
    rotateLogs(directory, 10);
    expect(readdirSync(directory)).to.deep.equal(['kubelet.log']);
  });
});
