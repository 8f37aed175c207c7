/** What Mocha's interface puts into the global scope while a file loads. */
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

/** Remembers the globals that Mocha is about to set. Returns how to put them back. */
export function restoringGlobals(): () => void {
  const before = NAMES.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);
  return () => {
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      else Reflect.deleteProperty(globalThis, name);
    }
  };
}
