/**
 * Where an image that is built on ours holds further spec files, as by `COPY DIR /specs`: they are found there in the cluster without any
 * configuration.
 */
export const SPECS_IN_IMAGE = '/specs';
