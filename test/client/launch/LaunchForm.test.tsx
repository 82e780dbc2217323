// @vitest-environment happy-dom
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LaunchForm } from '../../../client/src/features/launch/LaunchForm.js';
import type { BotCardFragment } from '../../../client/src/graphql/generated/graphql.js';
import { eventually, type FakeServer, startFakeServer, timesAsked } from '../support/fakeServer.js';
import { someBot } from '../support/someBot.js';

const LINK = 'https://zoom.us/j/85123456789';

let server: FakeServer;
const onLaunched = vi.fn<(bot: BotCardFragment) => void>();

beforeEach(() => {
  onLaunched.mockClear();
  server = startFakeServer({
    checkMeetingLink: ({ meetingUrl }: { meetingUrl: string }) =>
      meetingUrl.includes('/j/')
        ? { __typename: 'ValidMeetingLink', number: '85123456789' }
        : { __typename: 'InvalidMeetingLink', code: 'no_link', message: 'Paste an invite link.' },
    launchBot: () => ({ __typename: 'LaunchBotSuccess', bot: someBot({ status: 'LAUNCHING' }) }),
  });
});
afterEach(cleanup);

test('nothing is said in the middle of a word; after a pause, what is wrong is said at the field', async () => {
  show();
  type('h');
  type('ht');
  type('htt');
  expect(timesAsked(server, 'CheckMeetingLink')).toBe(0);
  await eventually(() => line() === 'Paste an invite link.');
  expect(server.asked).toEqual([{ operation: 'CheckMeetingLink', variables: { meetingUrl: 'htt' } }]);
  expect(field().getAttribute('aria-invalid')).toBe('true');
});

test('typing on takes back what was said', async () => {
  show();
  type('nonsense');
  await eventually(() => line() === 'Paste an invite link.');
  type('nonsense, or');
  expect(field().getAttribute('aria-invalid')).toBe('false');
});

test('who leaves the field is told at once', async () => {
  show();
  type('nonsense');
  fireEvent.blur(field());
  await eventually(() => timesAsked(server, 'CheckMeetingLink') === 1);
  await eventually(() => line() === 'Paste an invite link.');
  fireEvent.blur(field());
  expect(timesAsked(server, 'CheckMeetingLink')).toBe(1);
});

test('a right link is confirmed by its meeting number', async () => {
  show();
  type(LINK);
  await eventually(() => line() === 'Meeting 851 2345 6789');
});

test('where there is a meeting already, its link is neither shown nor checked, and nothing has to be pasted', async () => {
  server.show(<LaunchForm defaultUrl={`${LINK}?pwd=secret`} onLaunched={onLaunched} />);
  expect(document.documentElement.outerHTML).not.toContain('secret');
  fireEvent.blur(field());
  send();
  await eventually(() => onLaunched.mock.calls.length > 0);
  expect(launched()).toEqual({ meetingUrl: `${LINK}?pwd=secret` });
  expect(timesAsked(server, 'CheckMeetingLink')).toBe(0);
});

test('… but what is pasted counts', async () => {
  server.show(<LaunchForm defaultUrl="https://zoom.us/j/99999999999" onLaunched={onLaunched} />);
  type(LINK);
  send();
  await eventually(() => onLaunched.mock.calls.length > 0);
  expect(launched()).toEqual({ meetingUrl: LINK });
});

test('the whole invitation will do, and is sent as it was pasted', async () => {
  show();
  const invitation = `Ana is inviting you to a Zoom meeting.\n\nJoin: ${LINK}\n\nPasscode: 123`;
  type(invitation);
  send();
  await eventually(() => onLaunched.mock.calls.length > 0);
  expect(launched()).toEqual({ meetingUrl: invitation });
});

test("an answer about what is no longer there is nobody's concern", async () => {
  const { promise, resolve } = later();
  server.answers['checkMeetingLink'] = () => promise;
  show();
  type('nonsense');
  fireEvent.blur(field());
  await eventually(() => timesAsked(server, 'CheckMeetingLink') === 1);
  type('other');
  resolve({ __typename: 'InvalidMeetingLink', code: 'no_link', message: 'Paste an invite link.' });
  await eventually(() => true);
  expect(line()).not.toBe('Paste an invite link.');
});

test('a bot is brought, the form is empty again, and who asked is told of the bot', async () => {
  show();
  type(LINK);
  fireEvent.change(screen.getByRole('textbox', { name: /name/i, hidden: true }), { target: { value: ' Scribe ' } });
  send();
  await eventually(() => onLaunched.mock.calls.length > 0);
  expect(launched()).toEqual({ meetingUrl: LINK, botName: 'Scribe' });
  expect(onLaunched.mock.calls[0]?.[0]).toMatchObject({ id: 'bot-1', status: 'LAUNCHING' });
  expect(field().value).toBe('');
});

test('an empty form says what to paste, and brings the focus there', () => {
  show();
  send();
  expect(timesAsked(server, 'LaunchBot')).toBe(0);
  expect(field().getAttribute('aria-invalid')).toBe('true');
  expect(document.activeElement).toBe(field());
});

test('a second press while a launch is under way is the same wish', async () => {
  const { promise, resolve } = later();
  server.answers['launchBot'] = () => promise;
  show();
  type(LINK);
  send();
  await eventually(() => screen.queryByRole('button', { name: /Bringing/ }));
  fireEvent.click(screen.getByRole('button', { name: /Bringing/ }));
  resolve({ __typename: 'LaunchBotSuccess', bot: someBot() });
  await eventually(() => onLaunched.mock.calls.length > 0);
  expect(timesAsked(server, 'LaunchBot')).toBe(1);
});

const message = 'What happened, and what to do.';
const connectUrl = 'http://localhost/zoom/oauth';

test.each<[object, { link?: string; bot?: string }]>([
  [{ __typename: 'TooManyLiveBots', limit: 3, message }, {}],
  [{ __typename: 'NotConnected', connectUrl, message }, { link: connectUrl }],
  [{ __typename: 'ReconnectRequired', connectUrl, message }, { link: connectUrl }],
  [{ __typename: 'MissingScope', scopes: ['user:read:token'], connectUrl, message }, { link: connectUrl }],
  [{ __typename: 'AccountNotAllowed', message }, {}],
  [{ __typename: 'InvalidMeetingLink', code: 'personal_link', message }, {}],
  [{ __typename: 'InvalidBotName', message }, {}],
  [{ __typename: 'BotAlreadyThere', bot: null, message }, {}],
  [{ __typename: 'BotAlreadyThere', bot: someBot({ id: 'there' }), message }, { bot: 'there' }],
  [{ __typename: 'PresenceNotProven', reason: 'NOT_IN_MEETING', message }, {}],
  [{ __typename: 'RecallRefused', bot: someBot({ status: 'FAILED' }), fieldErrors: [], message }, {}],
])('$__typename is told, with the way on', async (answer, { link, bot }) => {
  server.answers['launchBot'] = () => answer;
  show();
  type(LINK);
  send();
  await eventually(() => document.body.textContent.includes(message));
  if (link !== undefined) expect(screen.getByRole('link').getAttribute('href')).toBe(link);
  expect(onLaunched.mock.calls.map(([{ id }]) => id)).toEqual(bot === undefined ? [] : [bot]);
  expect(field().value).toBe(LINK);
});

test("Recall's own words are shown by field", async () => {
  const fieldErrors = [{ field: 'meeting_url', messages: ['Not a meeting.'] }];
  server.answers['launchBot'] = () => ({
    __typename: 'RecallRefused',
    bot: someBot({ status: 'FAILED' }),
    fieldErrors,
    message,
  });
  show();
  type(LINK);
  send();
  await eventually(() => screen.queryByRole('alert')?.textContent.includes('meeting_url: Not a meeting.'));
});

test('a fault of the server is told, and nothing that was typed is lost', async () => {
  server.answers['launchBot'] = () => Promise.reject(new Error('It broke.'));
  show();
  type(LINK);
  send();
  await eventually(() => screen.queryByRole('alert')?.textContent.includes('It broke.'));
  expect(field().value).toBe(LINK);
});

test('a panel proves with each launch that its person is in a meeting, once more where the proof was too old', async () => {
  let proofs = 0;
  server.answers['launchBot'] = () =>
    proofs === 1
      ? { __typename: 'PresenceNotProven', reason: 'EXPIRED', message }
      : { __typename: 'LaunchBotSuccess', bot: someBot() };
  show(async () => ({ appContext: `context-${++proofs}`, panelKey: 'key' }));
  type(LINK);
  send();
  await eventually(() => onLaunched.mock.calls.length > 0);
  const sent = server.asked.filter(({ operation }) => operation === 'LaunchBot').map(({ variables }) => variables);
  expect(sent).toEqual([
    { input: { meetingUrl: LINK, appContext: 'context-1', panelKey: 'key' } },
    { input: { meetingUrl: LINK, appContext: 'context-2', panelKey: 'key' } },
  ]);
});

/** An answer that comes when the test wants it. */
function later(): { promise: Promise<unknown>; resolve: (answer: unknown) => void } {
  const waiting: ((answer: unknown) => void)[] = [];
  const promise = new Promise((settle) => waiting.push(settle));
  return { promise, resolve: (answer) => waiting.forEach((settle) => settle(answer)) };
}

function show(proof?: () => Promise<{ appContext: string; panelKey: string }>): void {
  server.show(<LaunchForm onLaunched={onLaunched} {...(proof === undefined ? {} : { proof })} />);
}

function field(): HTMLInputElement | HTMLTextAreaElement {
  const found = screen.getByRole('textbox', { name: 'Invite link' });
  if (found instanceof HTMLInputElement || found instanceof HTMLTextAreaElement) return found;
  throw new Error('not a native field');
}

/** What stands beneath the field, as it is read with it. */
function line(): string | undefined {
  return document.querySelector(`[id="${field().getAttribute('aria-describedby')}"]`)?.textContent;
}

function type(value: string): void {
  fireEvent.change(field(), { target: { value } });
}

function send(): void {
  fireEvent.click(screen.getByRole('button', { name: 'Bring the bot' }));
}

function launched(): unknown {
  return server.asked.find(({ operation }) => operation === 'LaunchBot')?.variables['input'];
}
