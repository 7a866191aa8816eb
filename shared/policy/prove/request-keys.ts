/**
 * What a request's action and resource are called among its condition keys. Condition keys are in
 * lower case here, so no policy can write a key that is taken for one of these.
 */
export const ACTION_KEY = '#Action';
export const RESOURCE_KEY = '#Resource';
