import { createContext, type ReactNode, type RefObject, useContext, useEffect, useMemo, useRef, useState } from 'react';

interface Announcements {
  /** A screen is shown. The first one is read by itself, as the page is; the later ones are news. */
  screenShown: (sentence: string, heading: HTMLElement | null) => void;
  say: (text: string) => void;
}

const AnnouncementsContext = createContext<Announcements>({ screenShown: () => undefined, say: () => undefined });

/**
 * Tells a screen reader what changed, and keeps a keyboard's place: around everything, once a page. The region stays while screens
 * come and go, because one that comes along with its text is not read.
 */
export function Announcer({ children }: { children: ReactNode }) {
  const [text, setText] = useState('');
  const lastSentence = useRef<string | null>(null);

  const announcements = useMemo<Announcements>(
    () => ({
      say: setText,
      screenShown(sentence, heading) {
        const isNews = lastSentence.current !== null && lastSentence.current !== sentence;
        lastSentence.current = sentence;
        if (!isNews) return;
        // What had the focus is gone with its screen: the next Tab would begin at the top. The heading is read as it gets it.
        const isFocusLost = document.activeElement === null || document.activeElement === document.body;
        if (isFocusLost && document.hasFocus() && heading !== null) heading.focus({ preventScroll: true });
        else setText(sentence);
      },
    }),
    [],
  );

  return (
    <AnnouncementsContext value={announcements}>
      {children}
      <p className="unseen" role="status">
        {text}
      </p>
    </AnnouncementsContext>
  );
}

/** Says a text to a screen reader whenever it changes; null is silence. */
export function useAnnouncement(text: string | null): void {
  const { say } = useContext(AnnouncementsContext);
  const isFirst = useRef(true);
  useEffect(() => {
    if (!isFirst.current && text !== null) say(text);
    isFirst.current = false;
  }, [say, text]);
}

export function useScreenAnnouncement(sentence: string, heading: RefObject<HTMLElement | null>): void {
  const { screenShown } = useContext(AnnouncementsContext);
  useEffect(() => screenShown(sentence, heading.current), [screenShown, sentence, heading]);
}
