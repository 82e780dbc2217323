/**
 * Reads whatever a person pastes as "the meeting's link" and makes of it the one form that Recall understands:
 * `https://HOST/j/NUMBER?pwd=…&tk=…` (https://docs.recall.ai/docs/meeting-urls).
 *
 * Pure, never throws, and linear in the length of the text.
 */

/** A whole invitation with its dial-in numbers has about 4,000 characters. */
const MAX_PASTED_CHARACTERS = 20_000;
/** Links are pasted percent-encoded, sometimes more than once (mail gateways, redirects). */
const MAX_DECODINGS = 3;
/** How much of a host name a message repeats: its end, which decides whose it is. */
const MAX_SHOWN_HOST_CHARACTERS = 60;

export type MeetingUrlProblem =
  | 'empty'
  | 'too_long'
  | 'no_link'
  | 'number_only'
  | 'several_meetings'
  | 'host_credential'
  | 'personal_link'
  | 'registration_page'
  | 'recording'
  | 'bad_number'
  | 'other_zoom_page'
  | 'zoomgov'
  | 'short_link'
  | 'unusual_address'
  | 'look_alike'
  | 'other_host';

export type MeetingUrl =
  | {
      readonly kind: 'meeting';
      /** The meeting number, digits only. */
      readonly number: string;
      /** Normalised. Holds the passcode: seal it wherever it is stored. */
      readonly url: string;
      readonly hasPasscode: boolean;
    }
  | { readonly kind: 'invalid'; readonly problem: MeetingUrlProblem; readonly message: string };

type Invalid = Extract<MeetingUrl, { kind: 'invalid' }>;

interface Link {
  readonly kind: 'link';
  readonly host: string;
  readonly number: string;
  /** Percent-encoded as pasted. */
  readonly passcode: string | null;
  /** A registrant's personal token, percent-encoded as pasted. */
  readonly registrantToken: string | null;
}

interface Trouble {
  readonly kind: 'trouble';
  readonly problem: MeetingUrlProblem;
  readonly host: string;
}

/**
 * @param pasted a link in any form that Zoom hands out, or text that holds one
 * @returns the meeting, or what is wrong and what to paste instead
 */
export function readMeetingUrl(pasted: string): MeetingUrl {
  if (pasted.length > MAX_PASTED_CHARACTERS) return invalid('too_long');
  let text = withoutDisguises(pasted);
  if (text.trim() === '') return invalid('empty');

  const findings: (Link | Trouble)[] = [];
  for (let decodings = 0; decodings <= MAX_DECODINGS; decodings += 1) {
    const found = candidatesIn(text).map(readCandidate);
    findings.push(...found.filter((one) => one !== null));
    // Decoding a link that was complete could only damage it: a passcode may hold an encoded character.
    if (findings.some((one) => one.kind === 'link' && one.passcode !== null)) break;
    const decoded = percentDecoded(text);
    if (decoded === text) break;
    text = decoded;
  }
  return conclude(findings, pasted);
}

/**
 * | found                                             | answer                                             |
 * |---------------------------------------------------|----------------------------------------------------|
 * | a link that holds a host's credential             | refused, whatever else is there                    |
 * | links to meetings with different numbers          | refused: which one?                                |
 * | links to one meeting                              | the one that lets a bot in best                    |
 * | only other links                                  | the problem that says most about what to do        |
 * | no link, but a meeting number                     | asked for the link                                 |
 */
function conclude(findings: readonly (Link | Trouble)[], pasted: string): MeetingUrl {
  const troubles = findings.filter((one) => one.kind === 'trouble');
  if (troubles.some(({ problem }) => problem === 'host_credential')) return invalid('host_credential');

  const links = findings.filter((one) => one.kind === 'link');
  if (new Set(links.map(({ number }) => number)).size > 1) return invalid('several_meetings');
  const [first, ...others] = links;
  if (first !== undefined) {
    return meeting(others.reduce((best, one) => (worthOf(one) > worthOf(best) ? one : best), first));
  }
  const [firstTrouble, ...moreTroubles] = troubles;
  if (firstTrouble !== undefined) {
    const telling = moreTroubles.reduce(
      (most, one) => (TELLING.indexOf(one.problem) > TELLING.indexOf(most.problem) ? one : most),
      firstTrouble,
    );
    if (telling.problem !== 'other_host' || !holdsMeetingNumber(pasted)) return invalid(telling.problem, telling.host);
  }
  return invalid(holdsMeetingNumber(pasted) ? 'number_only' : 'no_link');
}

/** Problems of single links, the one that says least about what the person wanted first. */
const TELLING: readonly MeetingUrlProblem[] = [
  'other_host',
  'other_zoom_page',
  'short_link',
  'look_alike',
  'unusual_address',
  'recording',
  'bad_number',
  'zoomgov',
  'personal_link',
  'registration_page',
];

function worthOf(link: Link): number {
  return (link.registrantToken === null ? 0 : 2) + (link.passcode === null ? 0 : 1);
}

function meeting({ host, number, passcode, registrantToken }: Link): MeetingUrl {
  const query = [
    ...(passcode === null ? [] : [`pwd=${passcode}`]),
    ...(registrantToken === null ? [] : [`tk=${registrantToken}`]),
  ].join('&');
  const url = `https://${host}/j/${number}${query === '' ? '' : `?${query}`}`;
  return { kind: 'meeting', number, url, hasPasscode: passcode !== null };
}

/** Marks of direction, soft hyphens and spaces without width, which come along when text is copied from a page or a chat. */
const INVISIBLE = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/g;

function withoutDisguises(pasted: string): string {
  return pasted.replace(INVISIBLE, '').replaceAll('\\/', '/').replaceAll('&amp;', '&');
}

const SEPARATORS = /[\s<>()[\]{}"'`´“”„‘’‚«»‹›|,;，；、。]+/;
const TRAILING_PUNCTUATION = new Set(['.', ':', '!', '?', '…', '*']);
const SCHEMES = ['https://', 'http://', 'zoommtg://', 'zoomus://'];

/** The words of the text that look like links, from their scheme on. */
function candidatesIn(text: string): string[] {
  const candidates: string[] = [];
  for (const word of text.split(SEPARATORS)) {
    const lowerCase = word.toLowerCase();
    const starts = SCHEMES.map((scheme) => lowerCase.indexOf(scheme)).filter((start) => start >= 0);
    const link = withoutTrailingPunctuation(starts.length === 0 ? word : word.slice(Math.min(...starts)));
    if (starts.length > 0) candidates.push(link);
    else if (looksLikeAddress(link)) candidates.push(`https://${link}`);
  }
  return candidates;
}

function withoutTrailingPunctuation(word: string): string {
  let end = word.length;
  while (end > 0 && TRAILING_PUNCTUATION.has(word.charAt(end - 1))) end -= 1;
  return word.slice(0, end);
}

/** An address without its scheme: a dotted name, then a path or a query. `zoom.us` alone counts too. */
function looksLikeAddress(word: string): boolean {
  const end = word.search(/[/?#]/);
  const name = end < 0 ? word : word.slice(0, end);
  return end < 0 ? isZoomHost(name.toLowerCase()) : name.includes('.') && !name.startsWith('.');
}

function readCandidate(candidate: string): Link | Trouble | null {
  const address = parseAddress(candidate);
  if (address === null) return null;
  const wrapped = unwrapped(address);
  return readAddress(wrapped ?? address);
}

function parseAddress(candidate: string): URL | null {
  // The schemes of Zoom's own apps are not among those whose hosts URL would normalise.
  const address = candidate.replace(/^zoom(?:mtg|us):\/\//i, 'https://');
  try {
    return new URL(address);
  } catch {
    return null;
  }
}

/** The links that mail and calendar programs put around others. */
function unwrapped(address: URL): URL | null {
  const host = address.hostname;
  let inner: string | null = null;
  if (host.endsWith('.safelinks.protection.outlook.com')) inner = address.searchParams.get('url');
  if (host === 'www.google.com' && address.pathname === '/url') {
    inner = address.searchParams.get('q') ?? address.searchParams.get('url');
  }
  return inner === null ? null : parseAddress(inner);
}

const SHORTENERS: ReadonlySet<string> = new Set([
  'bit.ly',
  'buff.ly',
  'cutt.ly',
  'goo.gl',
  'is.gd',
  'joinevent.link',
  'lnkd.in',
  'ow.ly',
  'rb.gy',
  'rebrand.ly',
  's.id',
  'shorturl.at',
  't.co',
  't.ly',
  'tiny.cc',
  'tinyurl.com',
]);

function isZoomHost(host: string): boolean {
  return ['zoom.us', 'zoom.com'].some((own) => host === own || host.endsWith(`.${own}`));
}

function readAddress(address: URL): Link | Trouble {
  const host = address.hostname.replace(/\.$/, '');
  const trouble = (problem: MeetingUrlProblem): Trouble => ({ kind: 'trouble', problem, host });
  if (host === 'zoomgov.com' || host.endsWith('.zoomgov.com')) return trouble('zoomgov');
  if (!isZoomHost(host)) {
    if (SHORTENERS.has(host)) return trouble('short_link');
    return trouble(host.includes('zoom') || address.username !== '' ? 'look_alike' : 'other_host');
  }
  if (address.username !== '' || address.password !== '' || address.port !== '') return trouble('unusual_address');

  const query = readQuery(address);
  if (query.has('zak')) return trouble('host_credential');
  const path = address.pathname.split('/').filter((part) => part !== '');
  const page = pageOf(path, query.get('confno') ?? null);
  if (page.kind === 'trouble') return trouble(page.problem);
  return {
    kind: 'link',
    host: canonicalHost(host),
    number: page.number,
    passcode: query.get('pwd') ?? null,
    registrantToken: query.get('tk') ?? null,
  };
}

/** The parameters that hold something, by lower-case name; values stay encoded as they were. The first of a name counts. */
function readQuery(address: URL): Map<string, string> {
  const query = new Map<string, string>();
  for (const parameter of address.search.slice(1).split('&')) {
    const split = parameter.indexOf('=');
    const name = parameter.slice(0, split).toLowerCase();
    const value = parameter.slice(split + 1);
    if (split > 0 && value !== '' && !query.has(name)) query.set(name, value);
  }
  return query;
}

/** zoom.com and the web client's host are other doors to the same meetings; Recall's pattern knows zoom.us best. */
function canonicalHost(host: string): string {
  const own = host.replace(/zoom\.com$/, 'zoom.us');
  return own === 'app.zoom.us' || own === 'www.zoom.us' ? 'zoom.us' : own;
}

type Page =
  | { readonly kind: 'number'; readonly number: string }
  | { readonly kind: 'trouble'; readonly problem: MeetingUrlProblem };

/**
 * | path                                                   | page                          |
 * |--------------------------------------------------------|-------------------------------|
 * | `/j/N`, `/s/N`, `/w/N`                                 | join, start, webinar          |
 * | `/wc/join/N`, `/wc/N/join`, `/wc/N/start`, `/wc/N`     | the web client                |
 * | `/join?confno=N`, `/start?confno=N`                    | Zoom's own apps               |
 * | `/my/NAME`                                             | a personal link               |
 * | `/meeting/register/…`, `/webinar/register/…`, `/w/…/register` | registration           |
 * | `/rec/…`                                               | a recording                   |
 */
function pageOf(path: readonly string[], confno: string | null): Page {
  const [first = '', second = '', third = ''] = path.map((part) => part.toLowerCase());
  if (path.some((part) => /^regist(?:er|ration)$/i.test(part)))
    return { kind: 'trouble', problem: 'registration_page' };
  switch (first) {
    case 'j':
    case 's':
    case 'w':
      return numberOf(second);
    case 'wc':
      return numberOf(second === 'join' || second === 'start' ? third : second);
    case 'join':
    case 'start':
      return numberOf(confno ?? second);
    case '':
      return confno === null ? { kind: 'trouble', problem: 'other_zoom_page' } : numberOf(confno);
    case 'my':
      return { kind: 'trouble', problem: 'personal_link' };
    case 'rec':
    case 'recording':
      return { kind: 'trouble', problem: 'recording' };
    default:
      return { kind: 'trouble', problem: 'other_zoom_page' };
  }
}

/** Zoom's meeting numbers have 9 to 11 digits; one more is let through, for the day they grow. */
function numberOf(part: string): Page {
  const number = part.replace(/%20|[-+]/g, '');
  return /^\d{9,12}$/.test(number) ? { kind: 'number', number } : { kind: 'trouble', problem: 'bad_number' };
}

/** Nine to twelve digits that stand for themselves, in groups as Zoom shows them: `123 456 7890`, `123-456-7890`. */
function holdsMeetingNumber(text: string): boolean {
  return /(?<![^\s:#(,;])(?:\d[ \u00A0-]?){8,11}\d(?![^\s.,;:)!?])/.test(text);
}

/** Decodes what can be decoded and leaves the rest as it is: text may hold a percent sign of its own. */
function percentDecoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  });
}

const ASK_FOR_LINK =
  'Paste the invite link: in the meeting choose Participants, Invite, “Copy invite link”; it looks like https://zoom.us/j/1234567890?pwd=…';

function invalid(problem: MeetingUrlProblem, host = ''): Invalid {
  return { kind: 'invalid', problem, message: messageOf(problem, host) };
}

function messageOf(problem: MeetingUrlProblem, host: string): string {
  const shown = host.length > MAX_SHOWN_HOST_CHARACTERS ? `…${host.slice(-MAX_SHOWN_HOST_CHARACTERS)}` : host;
  switch (problem) {
    case 'empty':
      return `There is no link yet. ${ASK_FOR_LINK}`;
    case 'too_long':
      return `That is too much text to look for a link in. ${ASK_FOR_LINK}`;
    case 'no_link':
      return `There is no Zoom link in this text. ${ASK_FOR_LINK}`;
    case 'number_only':
      return `A meeting number alone is not enough, because the passcode is in the link. ${ASK_FOR_LINK}`;
    case 'several_meetings':
      return 'This text has links to more than one meeting. Paste only the link of the meeting that the bot should join.';
    case 'host_credential':
      return `This link holds a sign-in credential of the host (zak) and must not be shared. ${ASK_FOR_LINK}`;
    case 'personal_link':
      return `A personal link (/my/…) does not hold the meeting number. ${ASK_FOR_LINK}`;
    case 'registration_page':
      return 'This is the page where people register. Register, then paste the personal join link from the confirmation e-mail.';
    case 'recording':
      return `This link leads to a recording, not to a meeting. ${ASK_FOR_LINK}`;
    case 'bad_number':
      return `This Zoom link has no complete meeting number (9 to 11 digits). ${ASK_FOR_LINK}`;
    case 'other_zoom_page':
      return `This link leads to a page of Zoom that is not a meeting. ${ASK_FOR_LINK}`;
    case 'zoomgov':
      return 'Meetings on ZoomGov are not supported: bots can join meetings on zoom.us only.';
    case 'short_link':
      return `This is a short link (${shown}). Open it in a browser and paste the zoom.us address that it leads to.`;
    case 'unusual_address':
      return `This link has a user name or a port before its path, which Zoom’s links never have. ${ASK_FOR_LINK}`;
    case 'look_alike':
      return `This link leads to ${shown}, which is not zoom.us. ${ASK_FOR_LINK}`;
    case 'other_host':
      return `This link leads to ${shown}, not to zoom.us. If it forwards to Zoom, open it in a browser and paste the zoom.us address; otherwise copy the invite link in the Zoom meeting.`;
    default:
      return problem satisfies never;
  }
}
