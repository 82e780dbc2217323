/** Drawn on 24 by 24 units with lines of 1.5; the colour is the text's. */
const PATHS = {
  bot: 'M12 3v3.5M6.5 6.5h11A2.5 2.5 0 0 1 20 9v7.5a2.5 2.5 0 0 1-2.5 2.5h-11A2.5 2.5 0 0 1 4 16.5V9a2.5 2.5 0 0 1 2.5-2.5ZM9 11.25v1.5M15 11.25v1.5M9.5 16h5M1.5 12v2.5M22.5 12v2.5',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  chevron: 'm9 6 6 6-6 6',
  clock: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM12 7.5V12l3 2',
  connect: 'M9.5 7.5V3.5M14.5 7.5V3.5M6.5 7.5h11v4a5.5 5.5 0 0 1-11 0v-4ZM12 17v4',
  door: 'M6 20.5V5a1.5 1.5 0 0 1 1.5-1.5h9A1.5 1.5 0 0 1 18 5v15.5M3.5 20.5h17M14.5 11.5v1.5',
  external:
    'M14 4.5h5.5V10M19 5l-8 8M9.5 5.5H6A1.5 1.5 0 0 0 4.5 7v11A1.5 1.5 0 0 0 6 19.5h11a1.5 1.5 0 0 0 1.5-1.5v-3.5',
  info: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM12 11v5M12 7.75v.5',
  leave: 'M10 4.5H6.5A1.5 1.5 0 0 0 5 6v12a1.5 1.5 0 0 0 1.5 1.5H10M9.5 12h10M16 8l4 4-4 4',
  link: 'M10 14a4 4 0 0 0 5.7 0l3.1-3.1a4 4 0 0 0-5.7-5.7L12 6.3M14 10a4 4 0 0 0-5.7 0l-3.1 3.1a4 4 0 0 0 5.7 5.7l1.1-1.1',
  meeting:
    'M4.5 6h9A1.5 1.5 0 0 1 15 7.5v9a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 3 16.5v-9A1.5 1.5 0 0 1 4.5 6ZM15 10.5l6-3v9l-6-3',
  offline:
    'M3 3l18 18M12 18.75v.5M8.5 15.5a5 5 0 0 1 5-1.25M5.5 12.25A9.5 9.5 0 0 1 10 9.75M2.5 8.75A14 14 0 0 1 6.75 6.2M14 9.6a9.5 9.5 0 0 1 4.5 2.65M10.5 5.1a14 14 0 0 1 11 3.65',
  permission:
    'M7 10.5h10a1.5 1.5 0 0 1 1.5 1.5v7a1.5 1.5 0 0 1-1.5 1.5H7A1.5 1.5 0 0 1 5.5 19v-7A1.5 1.5 0 0 1 7 10.5ZM8 10.5V8a4 4 0 0 1 8 0v2.5M12 14.5v2',
  person: 'M12 4a3.75 3.75 0 1 0 0 7.5A3.75 3.75 0 0 0 12 4ZM4.75 20a7.25 7.25 0 0 1 14.5 0',
  progress: 'M12 3.5a8.5 8.5 0 1 0 8.5 8.5',
  record: 'M12 6.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11Z',
  retry: 'M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9M19.5 4v5h-5',
  warning: 'M12 4 2.75 19.5h18.5L12 4ZM12 10v4.5M12 16.75v.5',
} as const;

export type IconName = keyof typeof PATHS;

/** One of the app's icons. It says nothing to a screen reader: what it means always stands beside it in words. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className={`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
