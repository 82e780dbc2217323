/** How long a test waits for what has to come, on a machine with much to do. It is never a measure of how fast that is. */
export const PATIENCE_MS = 30_000;

/** What a machine with much to do may add to a time that is promised. */
export const SLACK_MS = 5_000;
