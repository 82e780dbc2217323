/** Role in a meeting, in the words of `getUserContext`. */
export type Role = 'host' | 'coHost' | 'attendee';

/** Not signed in · signed in without the app · has the app. */
export type UserStatus = 'unauthenticated' | 'authenticated' | 'authorized';

/** What was chosen for this client. It is kept in the page's address, so that a reload finds the same client again. */
export interface Choice {
  /** Zoom user id; null: the first of the cast. */
  person: string | null;
  /** Number of the meeting; null: none. */
  meeting: string | null;
  /** Which of Zoom's windows the panel is docked to. */
  window: 'meeting' | 'main';
  breakoutRoom: boolean;
  /** Null: host of one's own meeting, attendee elsewhere. */
  role: Role | null;
  user: UserStatus;
  /** Of the panel, in CSS pixels. */
  panelWidth: number;
}

/** Zoom documents no width of its panel; these are what people see. */
export const PANEL_WIDTH = { least: 320, usual: 400, most: 480 };

const ROLES: readonly string[] = ['host', 'coHost', 'attendee'] satisfies Role[];
const USERS: readonly string[] = ['unauthenticated', 'authenticated', 'authorized'] satisfies UserStatus[];

/** `?person=…&meeting=…` and, where it is not the usual, `window`, `room`, `role`, `user` and `width`. */
export function readChoice(query: string): Choice {
  const given = new URLSearchParams(query);
  const role = given.get('role') ?? '';
  const user = given.get('user') ?? '';
  return {
    person: given.get('person'),
    meeting: given.get('meeting')?.replaceAll(/\D/g, '') || null,
    window: given.get('window') === 'main' ? 'main' : 'meeting',
    breakoutRoom: given.get('room') === 'breakout',
    role: ROLES.includes(role) ? (role as Role) : null,
    user: USERS.includes(user) ? (user as UserStatus) : 'authorized',
    panelWidth: clampPanelWidth(Number(given.get('width')) || PANEL_WIDTH.usual),
  };
}

export function clampPanelWidth(width: number): number {
  return Math.min(PANEL_WIDTH.most, Math.max(PANEL_WIDTH.least, Math.round(width)));
}

export function writeChoice(choice: Choice): string {
  const query = new URLSearchParams();
  if (choice.person !== null) query.set('person', choice.person);
  if (choice.meeting !== null) query.set('meeting', choice.meeting);
  if (choice.window === 'main') query.set('window', 'main');
  if (choice.breakoutRoom) query.set('room', 'breakout');
  if (choice.role !== null) query.set('role', choice.role);
  if (choice.user !== 'authorized') query.set('user', choice.user);
  if (choice.panelWidth !== PANEL_WIDTH.usual) query.set('width', String(choice.panelWidth));
  return `?${query}`;
}
