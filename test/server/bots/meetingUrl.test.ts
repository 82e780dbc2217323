import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readMeetingUrl, type MeetingUrlProblem } from '../../../server/bots/meetingUrl.js';
import { SLACK_MS } from '../../support/patience.js';

const NUMBER = '85746065432';
const LINK = `https://us02web.zoom.us/j/${NUMBER}?pwd=NXg5TDBQQkVSZz09.1`;

const INVITATION = `Ada Lovelace is inviting you to a scheduled Zoom meeting.

Topic: Engines, weekly
Time: Oct 12, 2026 03:00 PM London
        Every week on Mon, 10 occurrence(s)
        Weekly: https://us02web.zoom.us/meeting/tZ0scumqqTMrHd/ics?icsToken=98tyKuCrrT0oE9SUthuERpwAAoqgM_Twi

Join Zoom Meeting
${LINK}

Meeting ID: 857 4606 5432
Passcode: 123456

---
One tap mobile
+13017158592,,85746065432#,,,,*123456# US (Washington DC)
Dial by your location
        • +1 301 715 8592 US (Washington DC)
Find your local number: https://us02web.zoom.us/u/kbkqFl8xDP
Join by SIP
• 85746065432@zoomcrc.com
Join by H.323: 162.255.37.11 (US West). Our site: https://example.com/zoom`;

describe('a link to a meeting', () => {
  const table: [name: string, pasted: string, url: string, hasPasscode: boolean][] = [
    ['/j/', `https://zoom.us/j/${NUMBER}?pwd=abc`, `https://zoom.us/j/${NUMBER}?pwd=abc`, true],
    ['without passcode', `https://zoom.us/j/${NUMBER}`, `https://zoom.us/j/${NUMBER}`, false],
    ['with an empty passcode', `https://zoom.us/j/${NUMBER}?pwd=`, `https://zoom.us/j/${NUMBER}`, false],
    ['/s/', `https://zoom.us/s/${NUMBER}?pwd=abc`, `https://zoom.us/j/${NUMBER}?pwd=abc`, true],
    ['/w/', `https://zoom.us/w/${NUMBER}?tk=t.k-1&pwd=abc`, `https://zoom.us/j/${NUMBER}?pwd=abc&tk=t.k-1`, true],
    ['/wc/join/', `https://zoom.us/wc/join/${NUMBER}?pwd=abc`, `https://zoom.us/j/${NUMBER}?pwd=abc`, true],
    ['/wc/ID/join', `https://zoom.us/wc/${NUMBER}/join?pwd=abc`, `https://zoom.us/j/${NUMBER}?pwd=abc`, true],
    ['/wc/ID/start', `https://zoom.us/wc/${NUMBER}/start?pwd=abc`, `https://zoom.us/j/${NUMBER}?pwd=abc`, true],
    [
      'app.zoom.us',
      `https://app.zoom.us/wc/${NUMBER}/join?fromPWA=1&pwd=abc`,
      `https://zoom.us/j/${NUMBER}?pwd=abc`,
      true,
    ],
    [
      'app.zoom.us, join first',
      `https://app.zoom.us/wc/join/${NUMBER}?pwd=abc`,
      `https://zoom.us/j/${NUMBER}?pwd=abc`,
      true,
    ],
    [
      'zoommtg',
      `zoommtg://zoom.us/join?action=join&confno=${NUMBER}&pwd=abc&zc=0`,
      `https://zoom.us/j/${NUMBER}?pwd=abc`,
      true,
    ],
    [
      'zoomus',
      `zoomus://us02web.zoom.us/join?confno=${NUMBER}&pwd=abc`,
      `https://us02web.zoom.us/j/${NUMBER}?pwd=abc`,
      true,
    ],
    ['zoommtg without a page', `ZOOMMTG://Zoom.us?confno=${NUMBER}`, `https://zoom.us/j/${NUMBER}`, false],
    ['/join?confno', `https://zoom.us/join?confno=${NUMBER}&pwd=abc`, `https://zoom.us/j/${NUMBER}?pwd=abc`, true],
    ['zoom.com', `https://zoom.com/j/${NUMBER}?pwd=abc`, `https://zoom.us/j/${NUMBER}?pwd=abc`, true],
    ['a subdomain', `https://acme-corp.zoom.us/j/${NUMBER}`, `https://acme-corp.zoom.us/j/${NUMBER}`, false],
    ['a subdomain of zoom.com', `https://us06web.zoom.com/j/${NUMBER}`, `https://us06web.zoom.us/j/${NUMBER}`, false],
    ['www', `http://www.zoom.us/j/${NUMBER}`, `https://zoom.us/j/${NUMBER}`, false],
    ['without scheme', `us02web.zoom.us/j/${NUMBER}?pwd=abc`, `https://us02web.zoom.us/j/${NUMBER}?pwd=abc`, true],
    ['capitals', `HTTPS://ZOOM.US/J/${NUMBER}?PWD=AbC`, `https://zoom.us/j/${NUMBER}?pwd=AbC`, true],
    ['the default port', `https://zoom.us:443/j/${NUMBER}`, `https://zoom.us/j/${NUMBER}`, false],
    ['a last dot in the host', `https://zoom.us./j/${NUMBER}`, `https://zoom.us/j/${NUMBER}`, false],
    [
      'other parameters and a fragment',
      `https://zoom.us/j/${NUMBER}?omn=9&pwd=abc&uname=Ada&from=addon#success`,
      `https://zoom.us/j/${NUMBER}?pwd=abc`,
      true,
    ],
    [
      'a passcode with encoded characters',
      `https://zoom.us/j/${NUMBER}?pwd=a%2Bb%26tk%3Dx`,
      `https://zoom.us/j/${NUMBER}?pwd=a%2Bb%26tk%3Dx`,
      true,
    ],
    [
      'a passcode with padding and a dot',
      `https://zoom.us/j/${NUMBER}?pwd=NXg5Zz==.1`,
      `https://zoom.us/j/${NUMBER}?pwd=NXg5Zz==.1`,
      true,
    ],
    [
      'a passcode that ends in _ or -',
      `https://zoom.us/j/${NUMBER}?pwd=ab-_`,
      `https://zoom.us/j/${NUMBER}?pwd=ab-_`,
      true,
    ],
    ['spaces around', `  ${LINK}\n`, LINK, true],
    ['angle brackets', `<${LINK}>`, LINK, true],
    ['quotes', `"${LINK}"`, LINK, true],
    ['typographic quotes', `“${LINK}”,`, LINK, true],
    ['a last full stop', `Join at ${LINK}.`, LINK, true],
    ['brackets and a question mark', `(${LINK})?`, LINK, true],
    ['Markdown', `[Join **now**](${LINK})`, LINK, true],
    ['a word glued on', `Link:${LINK}!`, LINK, true],
    [
      'HTML',
      `<a href="https://zoom.us/j/${NUMBER}?tk=t&amp;pwd=abc">Join</a>`,
      `https://zoom.us/j/${NUMBER}?pwd=abc&tk=t`,
      true,
    ],
    ['JSON', `{"url":"https:\\/\\/zoom.us\\/j\\/${NUMBER}?pwd=abc"}`, `https://zoom.us/j/${NUMBER}?pwd=abc`, true],
    [
      'characters without width',
      `\uFEFFhttps://zo\u200Bom.us/j/${NUMBER}?pwd=abc\u2060`,
      `https://zoom.us/j/${NUMBER}?pwd=abc`,
      true,
    ],
    ['grouped digits', `https://zoom.us/j/857-4606-5432?pwd=abc`, `https://zoom.us/j/${NUMBER}?pwd=abc`, true],
    ['percent-encoded once', encodeURIComponent(LINK), LINK, true],
    ['percent-encoded twice', encodeURIComponent(encodeURIComponent(LINK)), LINK, true],
    ['percent-encoded three times', encodeURIComponent(encodeURIComponent(encodeURIComponent(LINK))), LINK, true],
    ['an encoded query', `https://zoom.us/j/${NUMBER}%3Fpwd%3Dabc`, `https://zoom.us/j/${NUMBER}?pwd=abc`, true],
    [
      'an encoded parameter',
      `100% sure: https://zoom.us/j/${NUMBER}?pwd%3Dabc`,
      `https://zoom.us/j/${NUMBER}?pwd=abc`,
      true,
    ],
    ['a whole invitation', INVITATION, LINK, true],
    ['a whole invitation, encoded', encodeURIComponent(INVITATION), LINK, true],
    ['the same meeting twice, once without passcode', `https://zoom.us/j/${NUMBER} ${LINK}`, LINK, true],
    [
      'the same meeting twice, once personally',
      `${LINK} https://zoom.us/w/${NUMBER}?tk=t`,
      `https://zoom.us/j/${NUMBER}?tk=t`,
      false,
    ],
    ['beside a registration page', `https://zoom.us/meeting/register/tJx ${LINK}`, LINK, true],
    [
      'behind Outlook',
      `https://eur01.safelinks.protection.outlook.com/?url=${encodeURIComponent(LINK)}&data=05%7C02`,
      LINK,
      true,
    ],
    ['behind Google', `https://www.google.com/url?q=${encodeURIComponent(LINK)}&sa=D`, LINK, true],
    ['nine digits', 'https://zoom.us/j/123456789', 'https://zoom.us/j/123456789', false],
  ];
  test.each(table)('%s', (_, pasted, url, hasPasscode) => {
    const number = /\/j\/(\d+)/.exec(url)?.[1];
    expect(readMeetingUrl(pasted)).toEqual({ kind: 'meeting', number, url, hasPasscode });
  });
});

describe('anything else is refused with what to paste instead', () => {
  const table: [pasted: string, problem: MeetingUrlProblem, says: RegExp][] = [
    ['', 'empty', /Copy invite link/],
    [' \n\u200B', 'empty', /Copy invite link/],
    [`${LINK} `.padEnd(20_001, 'x'), 'too_long', /too much text/],
    ['the standup', 'no_link', /no Zoom link/],
    ['857 4606 5432', 'number_only', /passcode is in the link/],
    ['85746065432', 'number_only', /passcode is in the link/],
    ['Meeting ID: 857-4606-5432, passcode 123456', 'number_only', /passcode is in the link/],
    ['ID 857 4606 5432, agenda at https://example.com/agenda', 'number_only', /passcode is in the link/],
    ['12345', 'no_link', /no Zoom link/],
    [`${LINK} https://zoom.us/j/1234567890`, 'several_meetings', /more than one meeting/],
    [`https://zoom.us/s/${NUMBER}?zak=secret`, 'host_credential', /must not be shared/],
    [`https://zoom.us/s/${NUMBER}%3Fzak%3Dsecret`, 'host_credential', /must not be shared/],
    [`https://zoom.us/s/${NUMBER}?ZAK=secret and ${LINK}`, 'host_credential', /must not be shared/],
    [`zoommtg://zoom.us/start?confno=${NUMBER}&zak=secret`, 'host_credential', /must not be shared/],
    ['https://acme.zoom.us/my/ada.lovelace?pwd=abc', 'personal_link', /personal link/],
    ['zoom.us/my/ada', 'personal_link', /personal link/],
    ['https://us02web.zoom.us/meeting/register/tJ0scumqqTMrHd', 'registration_page', /confirmation e-mail/],
    ['https://us02web.zoom.us/webinar/register/WN_abc', 'registration_page', /confirmation e-mail/],
    ['https://us02web.zoom.us/rec/share/abc.def', 'recording', /recording/],
    ['https://zoom.us/rec/play/abc', 'recording', /recording/],
    ['https://zoom.us/j/', 'bad_number', /9 to 11 digits/],
    ['https://zoom.us/j/12345', 'bad_number', /9 to 11 digits/],
    ['https://zoom.us/j/8574606543212345', 'bad_number', /9 to 11 digits/],
    ['https://zoom.us/j/٨٥٧٤٦٠٦٥٤٣٢', 'bad_number', /9 to 11 digits/],
    ['https://zoom.us/wc/home', 'bad_number', /9 to 11 digits/],
    ['https://zoom.us/join', 'bad_number', /9 to 11 digits/],
    ['zoom.us', 'other_zoom_page', /not a meeting/],
    ['https://us02web.zoom.us/u/kbkqFl8xDP', 'other_zoom_page', /not a meeting/],
    [`https://zoomgov.com/j/${NUMBER}`, 'zoomgov', /ZoomGov/],
    [`https://agency.zoomgov.com/j/${NUMBER}`, 'zoomgov', /ZoomGov/],
    ['https://bit.ly/3xYz', 'short_link', /Open it in a browser/],
    ['joinevent.link/abc', 'short_link', /Open it in a browser/],
    [`https://zoom.us.evil.com/j/${NUMBER}`, 'look_alike', /zoom\.us\.evil\.com/],
    [`https://evilzoom.us/j/${NUMBER}`, 'look_alike', /evilzoom\.us/],
    [`evilzoom.us/j/${NUMBER}`, 'look_alike', /evilzoom\.us/],
    [`https://zoom.us@evil.com/j/${NUMBER}`, 'look_alike', /evil\.com/],
    [`zoom.us@evil.com/j/${NUMBER}`, 'look_alike', /evil\.com/],
    [`https://zoom.us%40evil.com/j/${NUMBER}`, 'look_alike', /evil\.com/],
    [`https://zoom.us\\@evil.com/j/${NUMBER}`, 'other_zoom_page', /not a meeting/],
    [`https://ada:secret@zoom.us/j/${NUMBER}`, 'unusual_address', /user name or a port/],
    [`https://zoom.us:8443/j/${NUMBER}`, 'unusual_address', /user name or a port/],
    ['https://meet.google.com/abc-defg-hij', 'other_host', /meet\.google\.com/],
    [`https://evil.com/?next=https://zoom.us/j/${NUMBER}`, 'other_host', /evil\.com/],
    [`https://evil.com/?next=${encodeURIComponent(LINK)}`, 'other_host', /evil\.com/],
    [
      `https://eur01.safelinks.protection.outlook.com.evil.com/?url=${encodeURIComponent(LINK)}`,
      'other_host',
      /evil\.com, not/,
    ],
    [
      `https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fzoom.us.evil.com%2Fj%2F${NUMBER}`,
      'look_alike',
      /evil/,
    ],
    [`https://z\u043Eom.us/j/${NUMBER}`, 'other_host', /xn--/],
    [`ftp://zoom.us/j/${NUMBER}`, 'no_link', /no Zoom link/],
    [`javascript:alert(1)`, 'no_link', /no Zoom link/],
  ];
  test.each(table)('%j is %s', (pasted, problem, says) => {
    const answer = readMeetingUrl(pasted);
    expect(answer).toEqual({ kind: 'invalid', problem, message: expect.stringMatching(says) as string });
  });

  test('the message never repeats a secret', () => {
    for (const pasted of [`https://evil.com/j/1?pwd=topsecret`, `https://zoom.us/s/${NUMBER}?zak=topsecret`]) {
      expect(JSON.stringify(readMeetingUrl(pasted))).not.toContain('topsecret');
    }
  });
});

describe('any text', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'https://',
      'zoom.us',
      'zoommtg://',
      '/j/',
      NUMBER,
      '?pwd=',
      '&tk=',
      'zak=',
      '%',
      '%2F',
      '%253A',
      '@',
    ),
    fc.constantFrom('\uD800', '\u0000', ' ', '<', '\\', '[', ':', '//', '.', 'xn--', '[::1]'),
    fc.string({ unit: 'binary', maxLength: 8 }),
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join('')),
  );

  test('is answered, never thrown at, and what is accepted has the one form', () => {
    fc.assert(
      fc.property(text, (pasted) => {
        const answer = readMeetingUrl(pasted);
        if (answer.kind === 'invalid') {
          expect(answer.message).not.toBe('');
          return;
        }
        expect(new URL(answer.url).href).toBe(answer.url);
        expect(answer.url).toMatch(
          /^https:\/\/(?:[a-z0-9._-]+\.)?zoom\.us\/j\/\d{9,12}(?:\?(?:pwd|tk)=[^&]+(?:&tk=[^&]+)?)?$/,
        );
        expect(readMeetingUrl(answer.url)).toEqual(answer);
      }),
      { numRuns: 3_000 },
    );
  });

  test('the largest is read in time that grows with its length only', () => {
    const worst = [
      '%25',
      '%2',
      'a.',
      '1 ',
      '1-',
      'https://',
      'zoom.us/',
      '.',
      '<',
      '://',
      'a',
      '/j/1',
      '?',
      'zoommtg:',
    ];
    const startedAt = performance.now();
    for (const part of worst) readMeetingUrl(part.repeat(20_000 / part.length));
    expect(performance.now() - startedAt).toBeLessThan(2_000 + SLACK_MS);
  });
});
