/** Recall's own have at most 60. Longer ones are cut, because they are only shown. */
const MAX_SUB_CODE_CHARACTERS = 100;

/** Recall's sub-codes are texts or null; anything else, the empty text included, says nothing. */
export function readSubCode(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, MAX_SUB_CODE_CHARACTERS) : null;
}
