/** The globals that Mocha's interface sets while a file loads. */
const NAMES = [
  'describe',
  'context',
  'xdescribe',
  'xcontext',
  'it',
  'specify',
  'xit',
  'xspecify',
  'before',
  'after',
  'beforeEach',
  'afterEach',
  'run',
] as const;

/** Saves the globals that Mocha is about to set. Returns a function that restores them. */
export function restoringGlobals(): () => void {
  const before = NAMES.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);
  return () => {
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      else Reflect.deleteProperty(globalThis, name);
    }
  };
}
