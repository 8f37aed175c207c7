import type { PluginResults, SonobuoyRun } from './plugins/plugin-results.ts';

/** What people have of a run. */
export interface Stored {
  /** The text of our `results.json`; absent when there is none, but there are plugins. */
  text?: string | undefined;
  /** All plugins, if it is an archive of Sonobuoy. */
  plugins?: readonly PluginResults[];
  /** The run of Sonobuoy. */
  sonobuoy?: SonobuoyRun;
}
