/** In the words of a person; a scope that is not here is named as it is. */
const SCOPE_MEANINGS: Record<string, string> = {
  'user:read:token': 'Bring bots into meetings on your behalf',
  'user:read:user': 'See who you are',
  'zoomapp:inmeeting': 'Run inside your meetings',
};

export function scopeMeaning(scope: string): string | null {
  return SCOPE_MEANINGS[scope] ?? null;
}
