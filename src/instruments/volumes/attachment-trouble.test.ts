import { expect } from 'chai';
import { attachmentTrouble } from './attachment-trouble.ts';

type Attachments = Parameters<typeof attachmentTrouble>[1];

describe('The attachments of a volume', () => {
  const attachment = (nodeName: string, status: object, { volume = 'pvc-1', leaves = false } = {}) => ({
    metadata: { name: `csi-${nodeName}`, ...(leaves && { deletionTimestamp: '2026-11-28T16:00:00Z' }) },
    spec: { attacher: 'd', nodeName, source: { persistentVolumeName: volume } },
    status,
  });
  const trouble = (...all: object[]) => attachmentTrouble('pvc-1', all as unknown as Attachments);
  const error = (message: string) => ({ message, time: '2026-11-28T16:00:00Z' });

  it('tell nothing when the volume is attached, or is about to be', () => {
    expect(trouble()).to.equal(undefined);
    expect(trouble(attachment('n1', { attached: true }))).to.equal(undefined);
    expect(trouble(attachment('n1', { attached: false }))).to.equal(undefined);
    // What failed before it succeeded.
    expect(trouble(attachment('n1', { attached: true, attachError: error('busy') }))).to.equal(undefined);
  });

  it('tell why the driver does not attach it, in one line', () => {
    const refused = attachment('n2', {
      attached: false,
      attachError: error('rpc error: code = Internal\n desc = no path'),
    });
    expect(trouble(refused)).to.equal(
      'volume pvc-1 cannot be attached to node n2: rpc error: code = Internal desc = no path',
    );
  });

  it('tell that it is still attached elsewhere, and why, before anything else', () => {
    const refused = attachment('n2', { attached: false, attachError: error('it is attached to n1') });
    const stuck = attachment('n1', { attached: true, detachError: error('the disk is busy') }, { leaves: true });
    expect(trouble(refused, stuck)).to.equal('volume pvc-1 is still attached to node n1: the disk is busy');
    const slow = attachment('n1', { attached: true }, { leaves: true });
    expect(trouble(slow)).to.equal('volume pvc-1 is still attached to node n1: its driver has not detached it');
  });

  it('are not those of other volumes, and a claim that is not bound has none', () => {
    const other = attachment('n2', { attached: false, attachError: error('no path') }, { volume: 'pvc-2' });
    expect(trouble(other)).to.equal(undefined);
    expect(attachmentTrouble(undefined, [other] as unknown as Attachments)).to.equal(undefined);
  });

  it('show no credential that a driver wrote', () => {
    const message = 'login with password=hunter2hunter2 failed';
    expect(trouble(attachment('n2', { attached: false, attachError: error(message) }))).not.to.include(
      'hunter2hunter2',
    );
  });
});
