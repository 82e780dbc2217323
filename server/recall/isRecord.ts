/** Whether a parsed JSON value is an object, so that its members can be looked at. Lists are not. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
