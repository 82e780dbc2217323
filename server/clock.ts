/** The present, in milliseconds since 1970. A parameter wherever time decides something, so that tests can move it. */
export type Clock = () => number;
