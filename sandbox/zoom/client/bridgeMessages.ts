/** A call of the SDK, as it comes from the panel's page: a JSON string. */
export interface BridgeRequest {
  jsCallId: string;
  apiName: string;
  data: Record<string, unknown>;
}

/** What goes back: objects, not strings. */
export type BridgeMessage =
  | { type: 'apiResponse'; data: { jsCallId: string; result: unknown } }
  | { type: 'apiResponse'; data: { jsCallId: string; errorCode: string; errorMessage: string } }
  | { type: 'event'; name: string; data: Record<string, unknown> };

/** Null for whatever is not of the SDK: any page may send messages. */
export function readRequest(message: unknown): BridgeRequest | null {
  if (typeof message !== 'string') return null;
  let content: unknown;
  try {
    content = JSON.parse(message);
  } catch {
    return null;
  }
  if (typeof content !== 'object' || content === null) return null;
  const { jsCallId, apiName, data } = content as Partial<Record<keyof BridgeRequest, unknown>>;
  if (typeof jsCallId !== 'string' || typeof apiName !== 'string') return null;
  return { jsCallId, apiName, data: typeof data === 'object' && data !== null ? { ...data } : {} };
}
