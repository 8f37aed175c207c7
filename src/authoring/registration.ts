import type { ObjectId } from '../cluster/kinds/kind.ts';
import { ShakedownError } from '../errors/shakedown-error.ts';
import type { Body, CheckOptions } from './check-options.ts';
import type { Inventory, InventorySource } from '../inventory/inventory.ts';

/** A check as a spec file registered it. */
export interface RegisteredCheck extends CheckOptions {
  title: string;
  body: Body;
}

/** The object of the inventory that checks are about. */
export type Subject = ObjectId;

/** What spec files register with while they load. */
export interface Registration extends InventorySource {
  add(check: RegisteredCheck): void;
  /** Assigns the checks that `define` registers to this object: when it is deleted during the run, they are skipped. */
  about(subject: Subject, define: () => void): void;
  /** Registers that a part of the inventory could not be read, once for each area and part. */
  unread(part: string, trouble: Error): void;
}

// Under a global symbol, because spec files may import another copy of this package than the one that runs them.
const KEY = Symbol.for('shakedown.registration');
const place = globalThis as { [KEY]?: Registration };

/** Opens a registration for the spec files that are loaded next. Returns a function that closes it. */
export function openRegistration(registration: Registration): () => void {
  place[KEY] = registration;
  return () => {
    delete place[KEY];
  };
}

/**
 * The registration that is open.
 * @throws ShakedownError SPEC_OUTSIDE_RUN when none is open, because something else than the runner loaded the spec file.
 */
export function registration(): Registration {
  const current = place[KEY];
  if (!current)
    throw new ShakedownError('SPEC_OUTSIDE_RUN', {
      meaning: 'suite',
      expected: 'spec files to be loaded by the shakedown runner',
      seen: 'check() or inventory() called outside of a run',
      todo: 'run specs with `shakedown run --specs DIR`, and call check() while the file loads, not later',
    });
  return current;
}

/** What is in the cluster at the start of this run. */
export function inventory(): Inventory {
  return registration().inventory;
}
