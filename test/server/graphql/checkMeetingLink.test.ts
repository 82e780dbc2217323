import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newcomer, type Newcomer } from '../../support/newcomer.js';
import { Panel, shipDocument } from '../../support/panel.js';
import { sendGraphQL } from '../../support/api.js';
import { startWorld, type World } from '../../support/world.js';

const CHECK = `query CheckMeetingLink($meetingUrl: String!) { checkMeetingLink(meetingUrl: $meetingUrl) { __typename
  ... on ValidMeetingLink { number } ... on InvalidMeetingLink { code message } } }`;

let world: World;
let ada: Newcomer;

beforeAll(async () => {
  world = await startWorld({ withoutRateLimits: true });
  ada = await newcomer(world);
});

afterAll(async () => world.stop());

async function check(meetingUrl: string) {
  return (await world.server.api.ask(CHECK, { meetingUrl })).checkMeetingLink;
}

describe('a hint while somebody types', () => {
  test.each([
    ['an invite link', 'https://zoom.us/j/85746065432?pwd=abc', '85746065432'],
    [
      'a pasted invitation',
      'Ada invites you\nhttps://us02web.zoom.us/j/85746065432?pwd=abc.1\nMeeting ID: 857',
      '85746065432',
    ],
  ])('%s has a number', async (_name, meetingUrl, number) => {
    expect(await check(meetingUrl)).toEqual({ __typename: 'ValidMeetingLink', number });
  });

  test.each([
    ['another host', 'https://meet.example.com/j/85746065432', 'other_host'],
    ['a personal link', 'https://zoom.us/my/ada', 'personal_link'],
  ])('%s is named, with what to paste', async (_name, meetingUrl, code) => {
    const answer = await check(meetingUrl);
    expect(answer).toEqual({ __typename: 'InvalidMeetingLink', code, message: expect.stringMatching(/\S+ \S+/) });
    expect((await world.server.api.launch(meetingUrl, ada.id)).code, 'as the launch would say').toBe(code);
  });

  test('text of any length and kind is judged', async () => {
    for (const meetingUrl of ['', ' ', '\u0000', 'x'.repeat(60_000), '🦉'])
      expect(await check(meetingUrl)).toMatchObject({ __typename: 'InvalidMeetingLink' });
  });
});

describe('who may ask', () => {
  const meetingUrl = 'https://zoom.us/j/85746065432?pwd=abc';

  test('a person in a browser, and in a panel', async () => {
    const browser = world.server.browser();
    await browser.connectZoom(world.zoom, ada.person.id);
    const documentId = await shipDocument(world.server, CHECK);
    const answer = await sendGraphQL(
      world.server.api.url,
      { documentId, variables: { meetingUrl } },
      { origin: browser.origin, cookie: browser.cookieHeader() },
    );
    expect(answer.data.checkMeetingLink).toEqual({ __typename: 'ValidMeetingLink', number: '85746065432' });
    const panel = await new Panel(world.server, world.zoom, { person: ada.person.id }).signedIn();
    expect((await panel.ask(CHECK, { meetingUrl })).data.checkMeetingLink).toMatchObject({ number: '85746065432' });
  });

  test('nobody else', async () => {
    const documentId = await shipDocument(world.server, CHECK);
    const answer = await sendGraphQL(world.server.api.url, { documentId, variables: { meetingUrl } });
    expect(answer.data).toBeNull();
    expect(answer.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    const guest = await new Panel(world.server, world.zoom, { person: null }).signedIn();
    expect((await guest.ask(CHECK, { meetingUrl })).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });
});
