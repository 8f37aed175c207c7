import { expect } from 'chai';
import { recordChange, settingsToChange, settingsToRestore, type MachineRecord } from './machine-record.ts';

const NOTHING: MachineRecord = { settings: {}, directories: [] };
const WANTED = { 'kernel/panic': '10', 'fs/inotify/max_user_watches': '524288' };

describe('What a cluster changes on the machine', () => {
  it('is only what differs', () => {
    expect(settingsToChange({ 'kernel/panic': '10', 'fs/inotify/max_user_watches': '8192' }, WANTED)).to.deep.equal({
      'fs/inotify/max_user_watches': '524288',
    });
  });

  it('never lowers a limit, and leaves out what this kernel does not know', () => {
    expect(settingsToChange({ 'fs/inotify/max_user_watches': '1048576' }, WANTED)).to.deep.equal({});
  });

  it('is put back to what was before', () => {
    const current = { 'kernel/panic': '1', 'fs/inotify/max_user_watches': '8192' };
    const change = settingsToChange(current, WANTED);
    const record = recordChange(NOTHING, current, change, ['/var/lib/kubelet']);
    expect(record).to.deep.equal({ settings: current, directories: ['/var/lib/kubelet'] });
    expect(settingsToRestore(record, { ...current, ...change }, WANTED)).to.deep.equal(current);
  });

  it('is put back to what was before the first cluster, however many came, and however often one was killed half-way', () => {
    const first = recordChange(NOTHING, { 'kernel/panic': '1' }, { 'kernel/panic': '10' }, [
      '/etc/cni',
      '/etc/cni/net.d',
    ]);
    const second = recordChange(first, { 'kernel/panic': '5' }, { 'kernel/panic': '10' }, [
      '/etc/cni/net.d',
      '/var/lib/cni',
    ]);
    expect(second).to.deep.equal({
      settings: { 'kernel/panic': '1' },
      directories: ['/etc/cni', '/etc/cni/net.d', '/var/lib/cni'],
    });
  });

  it('stays as it is where somebody has changed it since, or the kill came before the change', () => {
    const record = recordChange(NOTHING, { 'kernel/panic': '1' }, { 'kernel/panic': '10' }, []);
    expect(settingsToRestore(record, { 'kernel/panic': '30' }, WANTED)).to.deep.equal({});
    expect(settingsToRestore(record, { 'kernel/panic': '1' }, WANTED)).to.deep.equal({});
  });
});
