import { button, byId, element } from './element.js';

const NOTICE_MS = 10_000;

/** What the client shows over the meeting for a while. */
export interface Notices {
  say(notice: { title: string; text: string; kind?: string }): void;
  /** The panel wants a page to be opened: here the person decides, as the browser would block it otherwise. */
  offerPage(url: string): void;
}

export function createNotices(): Notices {
  const place = byId('notices', HTMLElement);

  function show(notice: HTMLElement, staysMs: number | null): void {
    place.append(notice);
    if (staysMs !== null) setTimeout(() => notice.remove(), staysMs);
  }

  return {
    say({ title, text, kind = 'info' }) {
      const notice = element(
        'div',
        { class: 'notice', 'data-kind': kind },
        element('p', {}, title !== '' && element('strong', {}, title), title !== '' && ' ', text),
      );
      notice.append(button('Close', () => notice.remove(), { 'aria-label': `Close: ${title || text}` }));
      show(notice, NOTICE_MS);
    },
    offerPage(url) {
      const link = element('a', { href: url, target: '_blank', rel: 'noopener', class: 'main' }, 'Open in a new tab');
      const notice = element(
        'div',
        { class: 'notice' },
        element(
          'p',
          {},
          element('strong', {}, 'The panel opens a page in your browser:'),
          ' ',
          element('code', {}, url),
        ),
        link,
      );
      link.addEventListener('click', () => notice.remove());
      notice.append(button('Not now', () => notice.remove()));
      show(notice, null);
      link.focus();
    },
  };
}
