import type { ViewerQuery } from '../../graphql/generated/graphql.js';

/** What a person lacks; `account`: the operator does not open bots to theirs. */
export type ConnectionNeed = 'first' | 'again' | 'permission' | 'account';

/** What keeps bots from being brought on behalf of this person; null when nothing does. */
export function connectionNeed({ connection }: Pick<ViewerQuery['viewer'], 'connection'>): ConnectionNeed | null {
  switch (connection?.state) {
    case undefined:
      return 'first';
    case 'ACCOUNT_NOT_ALLOWED':
      return 'account';
    case 'RECONNECT_REQUIRED':
      return 'again';
    default:
      return connection?.missingScopes.length === 0 ? null : 'permission';
  }
}
