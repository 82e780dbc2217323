/** What a person can do about it, see `kindOf`. */
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
