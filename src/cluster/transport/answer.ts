import type { Dispatcher } from 'undici';

/** An answer whose body has not been read yet. */
export type Answer = Dispatcher.ResponseData;
