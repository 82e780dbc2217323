/** What the trouble is, as far as a person can do something about it. */
export type ZoomPanelErrorKind = 'role' | 'not_supported' | 'guest' | 'silent' | 'busy' | 'denied' | 'unknown';

/** The Zoom client refused, did not answer, or isn't there. */
export class ZoomPanelError extends Error {
  override readonly name = 'ZoomPanelError';

  /** @param code the client's own, null when it gave none */
  constructor(
    message: string,
    readonly kind: ZoomPanelErrorKind,
    readonly code: string | null = null,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The SDK's error class is not exported; errors of the client carry a `code`, the SDK's own only a text. */
export function toZoomPanelError(cause: unknown): ZoomPanelError {
  if (cause instanceof ZoomPanelError) return cause;
  const { message, code }: { message?: string; code?: string | number } = Object(cause);
  const text = message ?? String(cause);
  const known = code ? String(code) : null;
  return new ZoomPanelError(text, kindOf(known, text), known, { cause });
}

/**
 * | what came | kind |
 * |---|---|
 * | 80012, or `reason:require_meeting_role` | role |
 * | 10284, or `reason:require_user_role` | guest |
 * | any other 80004 | not_supported |
 * | 10285: such a call is under way | busy |
 * | 403; 10015: the domain is not on the app's list | denied |
 * | the SDK's timeout | silent |
 * | the SDK found no client | not_supported |
 */
function kindOf(code: string | null, text: string): ZoomPanelErrorKind {
  if (code === '80012' || text.includes('require_meeting_role')) return 'role';
  if (code === '10284' || text.includes('require_user_role')) return 'guest';
  if (code === '80004' || text.includes('not supported by this browser')) return 'not_supported';
  if (code === '10285') return 'busy';
  if (code === '403' || code === '10015') return 'denied';
  if (code === null && text.includes('took longer than')) return 'silent';
  return 'unknown';
}
