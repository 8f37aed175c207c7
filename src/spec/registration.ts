import { ShakedownError } from '../errors/shakedown-error.ts';
import type { Body, CheckOptions } from './check.ts';
import type { Inventory } from './inventory.ts';

/** A check as a spec file registered it. */
export interface RegisteredCheck extends CheckOptions {
  title: string;
  body: Body;
}

/** What spec files register with while they load. */
export interface Registration {
  readonly inventory: Inventory;
  add(check: RegisteredCheck): void;
}

let current: Registration | undefined;

/** Opens a registration for the spec files that are loaded next. Returns how to close it. */
export function openRegistration(registration: Registration): () => void {
  current = registration;
  return () => {
    current = undefined;
  };
}

/**
 * The registration that is open.
 * @throws ShakedownError SPEC_OUTSIDE_RUN when none is: a spec file was loaded by something else than the runner.
 */
export function registration(): Registration {
  if (!current)
    throw new ShakedownError('SPEC_OUTSIDE_RUN', {
      expected: 'spec files to be loaded by the shakedown runner',
      seen: 'check() or inventory() called with no run under way',
      todo: 'run specs with `shakedown run --specs DIR`, and call check() while the file loads, not later',
    });
  return current;
}

/** What is in the cluster at the start of this run. */
export function inventory(): Inventory {
  return registration().inventory;
}
