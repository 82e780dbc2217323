import { useEffect, useRef } from 'react';

/** Looks again every now and then, and when the panel comes back into view: what is waited for may happen elsewhere. */
export function useLookAgain(look: () => void, intervalMs: number | null): void {
  const newest = useRef(look);
  useEffect(() => {
    newest.current = look;
  }, [look]);

  useEffect(() => {
    if (intervalMs === null) return undefined;
    const lookWhenVisible = () => {
      if (!document.hidden) newest.current();
    };
    const timer = setInterval(lookWhenVisible, intervalMs);
    addEventListener('focus', lookWhenVisible);
    document.addEventListener('visibilitychange', lookWhenVisible);
    return () => {
      clearInterval(timer);
      removeEventListener('focus', lookWhenVisible);
      document.removeEventListener('visibilitychange', lookWhenVisible);
    };
  }, [intervalMs]);
}
