/**
 * The directory of further spec files in an image that is built on the suite's, as by `COPY DIR /specs`: there they are found without any
 * configuration.
 */
export const SPECS_IN_IMAGE = '/specs';
