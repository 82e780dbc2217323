import { useEffect } from 'react';

/** In a tab that is out of sight, the title is all there is to read. */
export function useDocumentTitle(sentence: string, appName: string): void {
  useEffect(() => {
    document.title = `${sentence} · ${appName}`;
  }, [sentence, appName]);
}
