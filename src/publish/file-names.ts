/** The one truth of a run; everything else is rendered from it. */
export const RESULTS = 'results.json';
export const JUNIT = 'junit.xml';
